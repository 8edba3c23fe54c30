// Owns one `Pricer`: receives `{ id, method, args }`, answers `{ id, value }` or `{ id, error, fatal }`. The desk has one of
// these workers; a batch has a few more, told the same market and desk.

import init, { Pricer } from '../../pkg/spread_pricer.js';
import wasmURL from '../../pkg/spread_pricer_bg.wasm?url';
import { openBatch, quotePart } from './batch-part.js';

const METHODS = new Set([
  'market', 'loadChain', 'desk', 'loadDesk', 'resetDesk', 'book', 'trade', 'undoTrade', 'read', 'shorthand', 'build', 'quote', 'batchCsv', 'writeFix', 'writeBlockRfqQuote', 'hedgePlan', 'payoff', 'scenarios', 'smiles', 'variances', 'fitted',
]);
/** What a worker does besides: calls that keep something between them. @type {Record<string, (pricer: any, ...args: any[]) => any>} */
const OWN = { openBatch, quotePart };

/** @type {any} */
const scope = globalThis;
/** @type {Promise<any>} */
const ready = init({ module_or_path: wasmURL }).then(() => {
  dropNetwork();
  return new Pricer();
});
ready.then(() => scope.postMessage({ ready: true }), error => scope.postMessage({ failed: String(error?.message ?? error) }));

/** A page's CSP does not bind its workers, so the worker gives up its means to reach the network once the engine is in. */
function dropNetwork() {
  for (const name of ['fetch', 'XMLHttpRequest', 'WebSocket', 'WebSocketStream', 'EventSource', 'WebTransport', 'importScripts', 'Worker']) {
    for (let owner = scope; owner; owner = Object.getPrototypeOf(owner)) if (Object.hasOwn(owner, name)) delete owner[name];
  }
}

/** The buffers of an answer's arrays, moved instead of copied. @param {unknown} value @returns {Transferable[]} */
function buffersOf(value) {
  if (ArrayBuffer.isView(value)) return [/** @type {ArrayBuffer} */ (value.buffer)];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).filter(part => ArrayBuffer.isView(part)).map(part => /** @type {ArrayBuffer} */ (part.buffer));
}

/** @param {MessageEvent<{ id: number, method: string, args: any[] }>} event */
async function answer({ data: { id, method, args } }) {
  try {
    const pricer = await ready;
    const own = Object.hasOwn(OWN, method) ? OWN[method] : undefined;
    if (!own && !METHODS.has(method)) throw new TypeError(`no method ${method}`);
    const value = own ? await own(pricer, ...args) : pricer[method](...args);
    scope.postMessage({ id, value }, buffersOf(value));
  } catch (error) {
    const fatal = error instanceof WebAssembly.RuntimeError;
    scope.postMessage({ id, error: String(/** @type {any} */ (error)?.message ?? error), fatal });
  }
}
scope.addEventListener('message', answer);
