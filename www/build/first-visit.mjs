// Makes the calls of a page's first visit on an engine with marks, and prints the indices of the functions that ran.
//
//     node www/build/first-visit.mjs desk|client MARK ENGINE.js MARKED.wasm

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { clientWay } from '../client/indicate.js';
import { deskWay } from '../core/desk-quote.js';
import { CLIENT_CALLS, DESK_CALLS } from '../core/first-calls.js';
import { PAYOFF_POINTS } from '../core/payoff-view.js';

const [page, mark = '', engine = '', marked = ''] = process.argv.slice(2);
const { initSync, Pricer } = await import(pathToFileURL(resolve(engine)).href);
const parts = initSync({ module: readFileSync(marked) });
const [calls, line] = page === 'client' ? [CLIENT_CALLS, clientWay.sample] : [DESK_CALLS, deskWay.sample];

const pricer = new Pricer();
/** @type {any} */
let draft = null;
for (const method of calls) {
  // Of a visit some days after the sample's instant, the same at every build.
  const settings = { now: Date.UTC(2026, 10, 22, 9), seed: 1 };
  const curve = { points: PAYOFF_POINTS, lowest: 3000, highest: 3800, price: 0.002, tail: true };
  const args = { read: [line], quote: [draft, settings], indicate: [draft], payoff: [draft, curve] }[method] ?? [];
  const answer = pricer[method](...args);
  const rejected = answer.issues?.find((/** @type {{ severity: string }} */ issue) => issue.severity === 'reject');
  if (rejected) throw new Error(`The first visit fails at “${method}”: ${rejected.message}`);
  if (method === 'read') draft = answer.draft;
}

const ran = Object.keys(parts).filter(name => name.startsWith(mark) && parts[name].value === 1);
console.log(JSON.stringify(ran.map(name => Number(name.slice(mark.length))).toSorted((a, b) => a - b)));
