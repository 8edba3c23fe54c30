// Owns the one `Pricer`: receives `{ id, method, args }`, answers `{ id, value }` or `{ id, error, fatal }`.

import init, { Pricer } from '../../pkg/spread_pricer.js';
import wasmURL from '../../pkg/spread_pricer_bg.wasm?url';

const METHODS = new Set(['market', 'loadChain', 'desk', 'loadDesk', 'resetDesk', 'read', 'quote', 'payoff', 'smiles', 'variances', 'fitted']);

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
  if (value instanceof Float64Array) return [/** @type {ArrayBuffer} */ (value.buffer)];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).filter(part => part instanceof Float64Array).map(part => /** @type {ArrayBuffer} */ (part.buffer));
}

/** @param {MessageEvent<{ id: number, method: string, args: any[] }>} event */
async function answer({ data: { id, method, args } }) {
  try {
    const pricer = await ready;
    if (!METHODS.has(method)) throw new TypeError(`no method ${method}`);
    const value = pricer[method](...args);
    scope.postMessage({ id, value }, buffersOf(value));
  } catch (error) {
    const fatal = error instanceof WebAssembly.RuntimeError;
    scope.postMessage({ id, error: String(/** @type {any} */ (error)?.message ?? error), fatal });
  }
}
scope.addEventListener('message', answer);
