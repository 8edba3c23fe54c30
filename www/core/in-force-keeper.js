// What is in force, kept for the next visit: market files with their fitted parameters, and the desk with its trades. Contents lie
// where the history has them, by their hash; one tab's changes are said in the others, and the later one wins.

import { batch, signal } from '@preact/signals-core';
import { canHash, hashOf, remembered } from '../db/entry.js';
import { asideKey } from '../db/quotes.js';
import { EngineStopped } from './engine.js';
import { openDatabase, wordsOf } from './history-store.js';
import { INDEX } from './in-force.js';
import { session } from './session.js';

/**
 * @typedef {import('../db/quotes.js').Part} Part
 * @typedef {import('../db/quotes.js').Context} Context
 * @typedef {{ method: string, args: any[] }} Call
 * @typedef {{ part: Part, args: any[] | null, why: string }} Unread a part that could not be loaded; `args`: its content, where there is one
 */

const FORMAT = 1;
/** Milliseconds for a load, which may be of a large file. */
const LOAD_LIMIT = 120_000;
const SAMPLE_INSTEAD = 'the sample was opened instead.';
const LOADS = new Set(['loadChain', 'loadDesk']);

/** @type {import('@preact/signals-core').Signal<'none' | 'restoring' | 'writing' | 'kept'>} */
export const state = signal('none');
/** Why what is in force here is not kept; empty where it is. */
export const problem = signal('');
/** What of another tab's this tab's last change took the place of; empty where nothing. */
export const replaced = signal('');
/** What another tab has changed since, as this one would find it after a reload; empty where nothing. */
export const elsewhere = signal('');
/** @type {import('@preact/signals-core').Signal<Unread[]>} */
export const unread = signal([]);
/** Files that this build had to fit anew. @type {string[]} */
export const refitted = [];
/** The request that was quoted last, before this visit. @type {import('./store.js').Request | null} */
export let lastRequest = null;

/** What this tab has in force, by key. @type {Map<string, string>} */
const ours = new Map();
/** One change after the other. */
let turn = Promise.resolve();
let interrupted = false;

/** A part in words. @param {Pick<Part, 'method' | 'name' | 'trades'>} part */
export const wordsFor = ({ method, name, trades }) => (method === 'loadDesk' ? `the desk “${name}”${trades ? ` with ${trades} ${trades === 1 ? 'trade' : 'trades'}` : ''}` : name);
/** @param {string[]} all */
export const listed = all => (all.length > 1 ? `${all.slice(0, -1).join(', ')} and ${all.at(-1)}` : all.join());

/** Tells the engine what is stored, part by part; what does not load stays stored, and is said. */
export async function restore() {
  state.value = 'restoring';
  try {
    const db = await openDatabase();
    const [stored, last] = await Promise.all([db.inForce(), db.lastRequest()]);
    lastRequest = last;
    for (const { part, context } of stored) {
      const why = await load(part, context);
      if (why) unread.value = [...unread.value, { part, args: context?.args ?? null, why }];
      else ours.set(part.key, part.hash);
    }
    if (interrupted) {
      ours.clear();
      unread.value = stored.map(({ part, context }) => ({ part, args: context?.args ?? null, why: SAMPLE_INSTEAD }));
    }
    list(stored.map(one => one.part));
    if (!stored.length) problem.value = 'What was loaded here is stored no longer; the browser may have cleared it.';
  } catch (error) {
    batch(() => { problem.value = wordsOf(error); state.value = 'none'; });
  }
}

/** Loads a part. @param {Part} part @param {Context | undefined} context @returns {Promise<string>} why it could not be loaded; empty where it is */
async function load({ key, format, hash, method, name, aside }, context) {
  if (interrupted) return SAMPLE_INSTEAD;
  if (aside) return 'another took its place.';
  if (format !== FORMAT || !LOADS.has(method)) return 'it was stored by another build of this page, in a form that this one does not read.';
  if (!context || !Array.isArray(context.args)) return 'its content is stored no longer.';
  const { args } = context;
  // Only what is named by its hash can be told from what was changed.
  if (canHash() && /^[0-9a-f]{64}$/.test(hash) && (context.method !== method || await hashOf(method, args) !== hash)) return 'it is damaged: its content is not what was stored.';
  let outcome = await told(method, args);
  let loaded = args;
  if (outcome.isRefused && method === 'loadChain' && args[1]?.fitted) {
    // Another build's parameters are refused here; the quotes need not be.
    loaded = [args[0], { name: args[1].name }];
    outcome = await told(method, loaded);
    if (!outcome.why) {
      refitted.push(name);
      // As after any load: who is told it again has these numbers.
      const fitted = await session.engine.call('fitted', [], LOAD_LIMIT).catch(() => null);
      if (fitted) loaded = [args[0], { name: args[1].name, fitted }];
    }
  }
  if (!outcome.why) session.engine.remember(key, method, loaded);
  return outcome.why;
}

/** @param {string} method @param {any[]} args @returns {Promise<{ why: string, isRefused?: boolean }>} why it was not loaded, and whether it was for what it says and not for how it went */
async function told(method, args) {
  try {
    const report = await session.engine.call(method, args, LOAD_LIMIT);
    const refused = report?.issues?.find((/** @type {{ severity: string }} */ issue) => issue.severity === 'reject');
    return refused ? { why: `this build refuses it: ${refused.message}`, isRefused: true } : { why: '' };
  } catch (error) {
    if (interrupted) return { why: SAMPLE_INSTEAD };
    return { why: /** @type {Error} */ (error).message, isRefused: !(error instanceof EngineStopped) };
  }
}

/** Gives up what is still being loaded; it stays stored. */
export function interrupt() {
  interrupted = true;
  session.engine.renew();
}

/** @param {string} key @param {Call} call @param {number} place among those of one moment @returns {Promise<{ part: Part, context: Context }>} */
async function partOf(key, { method, args }, place = 0) {
  const hash = await remembered(method, args, args);
  const [content, options] = args;
  const about = method === 'loadDesk' ? { name: content?.name || 'unnamed', trades: content?.trades?.length ?? 0 } : { name: options?.name || 'chain file' };
  return { part: { key, format: FORMAT, at: Date.now() + place, method, hash, ...about }, context: { hash, method, args } };
}

/** @param {() => Promise<void>} work */
function inTurn(work) {
  const before = turn;
  const now = async () => {
    await before;
    state.value = 'writing';
    try {
      await work();
      problem.value = '';
    } catch (error) {
      batch(() => { problem.value = wordsOf(error); state.value = 'none'; });
    }
  };
  turn = now();
  return turn;
}

/** Keeps what the engine was told, or forgets it. @param {string} key @param {Call | null} call */
export const keep = (key, call) => inTurn(async () => {
  if (!call) {
    ours.delete(key);
    return list(await (await openDatabase()).dropInForce([key]));
  }
  const given = await partOf(key, call);
  const before = ours.get(key);
  ours.set(key, given.part.hash);
  const spare = unread.value.filter(one => one.args).map(one => one.part.key);
  const stored = await (await openDatabase()).putInForce([given], { spare });
  replaced.value = listed(stored.replaced.filter(part => part.hash !== before && part.hash !== given.part.hash && !spare.includes(part.key)).map(wordsFor));
  setAside(stored.replaced, stored.parts);
  list(stored.parts);
});

/** Keeps all that this tab has, in place of what another stored. */
export const keepOurs = () => inTurn(async () => {
  const given = await Promise.all(session.engine.memory().filter(([, { method }]) => LOADS.has(method)).map(([key, call], place) => partOf(key, call, place)));
  for (const { part } of given) ours.set(part.key, part.hash);
  const stored = await (await openDatabase()).putInForce(given, { only: true, spare: unread.value.filter(one => one.args).map(one => one.part.key) });
  replaced.value = '';
  setAside(stored.replaced, stored.parts);
  list(stored.parts);
});

/** What could not be loaded lies under another key once something is in its place, or is gone where there was nothing of it. @param {Part[]} gone @param {Part[]} parts */
function setAside(gone, parts) {
  unread.value = unread.value.flatMap(one => {
    if (!gone.some(part => part.key === one.part.key)) return [one];
    const part = parts.find(({ key }) => key === asideKey(one.part));
    return part ? [{ ...one, part }] : [];
  });
}

/** Removes a part that could not be loaded. @param {Unread} one */
export const remove = one => inTurn(async () => {
  const parts = await (await openDatabase()).dropInForce([one.part.key]);
  unread.value = unread.value.filter(other => other !== one);
  list(parts);
});

/** Removes everything; resolves when it is gone, or that it is not is said. */
export const forgetAll = () => inTurn(async () => {
  ours.clear();
  batch(() => { unread.value = []; replaced.value = ''; });
  list(await (await openDatabase()).dropInForce());
});

/** Lists what is stored where the next visit and the other tabs look first. @param {Part[]} parts */
function list(parts) {
  if (parts.length) localStorage.setItem(INDEX, JSON.stringify(parts));
  else localStorage.removeItem(INDEX);
  compare(parts);
}

/** Hears what another tab has stored. @param {string | null} text */
export function hear(text) {
  try {
    compare(JSON.parse(text ?? '[]'));
  } catch {
    // Another build's list; its own words come with a reload.
  }
}

/** Sets what is stored beside what this tab has. @param {Part[]} parts */
function compare(parts) {
  const failed = new Set(unread.value.map(one => one.part.hash));
  const foreign = parts.filter(part => ours.get(part.key) !== part.hash && !part.aside && !failed.has(part.hash));
  const keys = new Set(parts.map(part => part.key));
  const gone = [...ours.keys()].filter(key => !keys.has(key));
  batch(() => {
    state.value = ours.size ? 'kept' : 'none';
    elsewhere.value = [
      ...(foreign.length ? [`stored ${listed(foreign.map(wordsFor))}`] : []),
      ...(gone.includes('desk') ? ['gone back to the demo desk'] : []), ...(gone.some(key => key !== 'desk') ? ['gone back to the sample market'] : []),
    ].join(' and ');
  });
}
