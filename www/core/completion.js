// What the word under the caret of the request line may go on as: names of what is loaded, listed and known. Plain words only;
// the engine alone says what a line means.

import { expiryCode } from './format.js';
import { TEMPLATES } from './templates.js';

/**
 * @typedef {{ text: string, insert: string, about: string }} Entry `insert`: what takes the place of the range
 * @typedef {{ range: [number, number], entries: Entry[] }} Completion
 * @typedef {{ underlyings: import('./types.js').UnderlyingReport[], clients: { name: string, tier: number }[] }} Known
 */

/** Entries at most: as many as are seen at a glance. */
const MOST = 8;
/** A longer line, or one with other signs, is a message of a program. */
const LONGEST = 300;

/** Structures as the line is written, shortest first. */
export const SHAPES = [...new Set(['call', 'put', ...TEMPLATES.filter(({ structure }) => structure !== 'outright').map(({ name }) => name.replace('-', ' '))])];

/**
 * @param {string} line @param {number} caret @param {Known} known
 * @returns {Completion | null}
 */
export function complete(line, caret, { underlyings, clients }) {
  if (line.length > LONGEST || /[{}[\]|=<>]/.test(line) || /^[^\s,/]/.test(line.slice(caret))) return null;
  const before = line.slice(0, caret);
  const comma = before.lastIndexOf(',');
  if (comma >= 0) return clientsFrom(before, comma + 1, clients);
  const token = /[^\s/]*$/.exec(before)?.[0] ?? '';
  const from = caret - token.length;
  const typed = token.toUpperCase();
  const earlier = before.slice(0, from).toUpperCase().split(/[\s/]+/).filter(Boolean);
  const market = underlyings.find(({ id }) => earlier.includes(id));
  const answer = (/** @type {Entry[]} */ entries) => {
    const others = entries.filter(({ text }) => text.toUpperCase() !== typed).slice(0, MOST);
    return others.length ? { range: /** @type {[number, number]} */ ([from, caret]), entries: others } : null;
  };
  if (!market) {
    const found = typed ? underlyings.filter(({ id }) => id.startsWith(typed)) : [];
    const own = found.filter((one, i) => found.findIndex(({ id }) => id === one.id) === i);
    return answer(own.map(({ id, settlement, source }) => ({ text: id, insert: `${id} `, about: `${settlement}, ${source}` }))) ?? shapesFrom(before);
  }
  const expiries = market.expiries.map(expiry => ({ expiry, code: expiryCode(expiry.expiry) }));
  const shown = expiries.findLast(({ code }) => earlier.includes(code));
  const last = earlier.at(-1);
  const isDigits = /^\d/.test(typed);
  if (shown && (before.slice(0, from).endsWith('/') && !/[A-Z]/.test(typed) || isDigits || !typed && last === shown.code)) return answer(strikesFrom(typed, shown.expiry, earlier));
  if (typed ? isDigits || /^[A-Z]{3}$/.test(typed) : last === market.id) {
    const found = expiries.filter(({ code }) => (isDigits ? code.startsWith(typed) : code.includes(typed)));
    const dates = answer(found.map(({ expiry, code }) => ({ text: code, insert: `${code} `, about: `${Math.round(expiry.years * 365)} days` })));
    if (dates) return dates;
  }
  return shapesFrom(before);
}

/** Listed strikes near the money that begin as typed. @param {string} typed @param {import('./types.js').ExpiryReport} expiry @param {string[]} earlier @returns {Entry[]} */
function strikesFrom(typed, { strikes, forward }, earlier) {
  const said = new Set(earlier.map(Number));
  const left = strikes.filter(strike => String(strike).startsWith(typed) && !said.has(strike));
  const near = left.toSorted((a, b) => Math.abs(a - forward) - Math.abs(b - forward)).slice(0, MOST);
  return near.toSorted((a, b) => a - b).map(strike => {
    const off = Math.round((strike / forward - 1) * 100);
    return { text: String(strike), insert: String(strike), about: off ? `${off > 0 ? '+' : '\u2212'}${Math.abs(off)}\u202f%` : 'at the money' };
  });
}

/** A name of several words is one name in quotes only. @param {string} name */
const written = name => (/^\p{Lu}\p{L}{2,}$/u.test(name) ? name : `"${name}"`);

/** Clients after the comma. @param {string} before @param {number} start @param {Known['clients']} clients @returns {Completion | null} */
function clientsFrom(before, start, clients) {
  const typed = before.slice(start).trimStart();
  const from = before.length - typed.length;
  const wanted = typed.replace(/^"/, '').toLowerCase();
  const found = clients.filter(({ name }) => name.toLowerCase().startsWith(wanted) && name.toLowerCase() !== wanted).slice(0, MOST);
  return found.length ? { range: [from, before.length], entries: found.map(({ name, tier }) => ({ text: name, insert: (/\s$|^$/.test(before.slice(0, from)) ? '' : ' ') + written(name), about: `tier ${tier}` })) } : null;
}

/** Structures that go on as the last words do. @param {string} before @returns {Completion | null} */
function shapesFrom(before) {
  const words = /(?:[a-z]+ )*[a-z]+ ?$/i.exec(before)?.[0] ?? '';
  for (let phrase = words.toLowerCase(); phrase.trim(); phrase = phrase.includes(' ') ? phrase.slice(phrase.indexOf(' ') + 1) : '') {
    const found = SHAPES.filter(name => name.toLowerCase().startsWith(phrase) && name.toLowerCase() !== phrase.trim()).slice(0, MOST);
    if (found.length) return { range: [before.length - phrase.length, before.length], entries: found.map(name => ({ text: name, insert: `${name} `, about: 'structure' })) };
  }
  return null;
}
