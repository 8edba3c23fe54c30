// The history as one file, and back: what in a file is not a quote is said, and takes nothing else down.

import { hashOf } from './entry.js';

/**
 * @typedef {import('./quotes.js').Entry} Entry
 * @typedef {import('./quotes.js').Context} Context
 * @typedef {import('../core/types.js').Issue} Issue
 */

export const FORMAT = 'spread-pricer history';
export const FORMAT_VERSION = 1;
/** Bytes of a file that is taken in. */
export const MAX_IMPORT = 256 * 1024 * 1024;
const OUTCOMES = new Set(['', 'traded', 'passed', 'missed', 'expired']);
/** What an engine may be told from a file: what it is quoted on, nothing else. */
const LOADS = /^load[A-Z]\w*$/;

/** Pieces of the file's text; together they are JSON. @param {AsyncIterable<Entry> | Iterable<Entry>} entries @param {{ build: string, at: number }} by */
export async function* piecesOf(entries, { build, at }) {
  /** @type {Set<string>} */
  const written = new Set();
  /** @type {string[]} */
  const contexts = [];
  yield `{"format":${JSON.stringify(FORMAT)},"version":${FORMAT_VERSION},"build":${JSON.stringify(build)},"exportedAt":${JSON.stringify(new Date(at).toISOString())},"quotes":[\n`;
  let first = true;
  for await (const { row, body, contexts: own } of entries) {
    for (const context of own) {
      if (written.has(context.hash)) continue;
      written.add(context.hash);
      contexts.push(JSON.stringify(context));
    }
    yield `${first ? '' : ',\n'}${JSON.stringify({ row, body })}`;
    first = false;
  }
  yield `\n],"contexts":[\n${contexts.join(',\n')}\n]}\n`;
}

/** @param {any} value */
const isObject = value => typeof value === 'object' && value !== null && !Array.isArray(value);
/** @param {any} value */
const isPrice = value => value === null || Number.isFinite(value);
/** @param {any} value */
const isTexts = value => Array.isArray(value) && value.every(one => typeof one === 'string');

/** The fields of a row with what they must be. @type {Record<string, [(value: any) => boolean, string]>} */
const ROW = {
  ...Object.fromEntries(['key', 'id', 'validUntil', 'client', 'structure', 'request', 'text', 'currency', 'status', 'build'].map(name => [name, [value => typeof value === 'string', 'a text']])),
  ...Object.fromEntries(['at', 'bidSize', 'offerSize', 'decimals', 'quantity'].map(name => [name, [value => Number.isFinite(value), 'a number']])),
  bid: [isPrice, 'a number or null'], offer: [isPrice, 'a number or null'],
  underlyings: [isTexts, 'a list of texts'], refs: [isTexts, 'a list of texts'],
  outcome: [value => value === null || (isObject(value) && OUTCOMES.has(value.kind) && typeof value.note === 'string' && Number.isFinite(value.at)), 'an outcome or null'],
};

/** @type {(at: string, message: string) => Issue[]} */
const issue = (at, message) => [{ code: 'E-FILE', path: at, severity: 'reject', message: `${at} ${message}` }];

/** What is wrong with an entry; empty where nothing is. @param {any} one @param {string} path @param {Map<string, Context>} contexts @returns {Issue[]} */
function issuesOf(one, path, contexts) {
  if (!isObject(one?.row) || !isObject(one?.body)) return issue(path, 'holds no quote.');
  const { row, body } = one;
  const wrong = Object.entries(ROW).filter(([name, [test]]) => !test(row[name])).flatMap(([name, [, words]]) => issue(`${path}.row.${name}`, `is not ${words}.`));
  if (wrong.length) return wrong;
  if (body.key !== row.key) return issue(`${path}.body.key`, 'is not that of its row.');
  if (!isObject(body.quote) || body.quote.id !== row.id) return issue(`${path}.body.quote`, 'is not the row’s quote.');
  const missingPart = ['charges', 'legs'].find(name => !Array.isArray(body.quote[name]) || !body.quote[name].every(isObject)) ?? ['client', 'greeks'].find(name => !isObject(body.quote[name]));
  if (missingPart) return issue(`${path}.body.quote.${missingPart}`, 'is missing or not what a quote has there.');
  if (!isObject(body.request?.draft) || !Number.isFinite(body.request?.settings?.now) || !Number.isFinite(body.request?.settings?.seed)) return issue(`${path}.body.request`, 'lacks the draft or its settings.');
  if (!Array.isArray(body.told) || !Array.isArray(body.markets)) return issue(`${path}.body`, 'does not say what it was quoted on.');
  const missing = body.told.find((/** @type {any} */ told) => !contexts.has(told?.hash));
  return missing ? issue(`${path}.body.told`, `refers to a market or desk (${String(missing?.hash).slice(0, 12)}…) that the file does not hold undamaged.`) : [];
}

/**
 * Reads such a file.
 * @param {string} text
 * @returns {Promise<{ entries: Entry[], issues: Issue[] }>} every entry that is whole, and why others are not
 */
export async function read(text) {
  /** @type {Issue[]} */
  const issues = [];
  const say = (/** @type {string} */ path, /** @type {string} */ message) => issues.push({ code: 'E-FILE', path, severity: 'reject', message });
  let file;
  try {
    file = JSON.parse(text);
  } catch (error) {
    say('', `The file is not JSON, or cut off: ${/** @type {Error} */ (error).message}.`);
    return { entries: [], issues };
  }
  if (file?.format !== FORMAT) {
    say('format', 'The file is no history of this page.');
    return { entries: [], issues };
  }
  if (file.version !== FORMAT_VERSION) {
    say('version', `The file has version ${file.version}; this page reads version ${FORMAT_VERSION}.`);
    return { entries: [], issues };
  }
  /** @type {Map<string, Context>} */
  const contexts = new Map();
  for (const [i, one] of (Array.isArray(file.contexts) ? file.contexts : []).entries()) {
    const path = `contexts[${i}]`;
    if (typeof one?.hash !== 'string' || !LOADS.test(one.method) || !Array.isArray(one.args)) say(path, `${path} is no market or desk.`);
    else if (/^[0-9a-f]{64}$/.test(one.hash) && globalThis.crypto?.subtle && await hashOf(one.method, one.args) !== one.hash) say(path, `${path} is damaged: its content is not what its name says.`);
    else contexts.set(one.hash, { hash: one.hash, method: one.method, args: one.args });
  }
  /** @type {Entry[]} */
  const entries = [];
  if (!Array.isArray(file.quotes)) say('quotes', 'The file lists no quotes.');
  else {
    for (const [i, one] of file.quotes.entries()) {
      const found = issuesOf(one, `quotes[${i}]`, contexts);
      issues.push(...found);
      if (found.length) continue;
      const { row, body } = one;
      entries.push({ row: { ...row, refs: body.told.map((/** @type {any} */ told) => told.hash) }, body, contexts: body.told.map((/** @type {any} */ told) => contexts.get(told.hash)) });
    }
  }
  return { entries, issues };
}
