// Serves one `Pricer` in a worker: receives `{ id, method, args }`, answers `{ id, value }` or `{ id, error, fatal }`.

/** @type {any} */
const scope = globalThis;

/**
 * @param {() => Promise<any>} load makes the `Pricer`; whatever it fetches it fetches before
 * @param {Set<string>} methods of the `Pricer` that may be called
 * @param {Record<string, (pricer: any, ...args: any[]) => any>} [own] what the worker does besides: calls that keep something between them
 */
export function serve(load, methods, own = {}) {
  const ready = load();
  ready.then(() => scope.postMessage({ ready: true }), error => scope.postMessage({ failed: String(error?.message ?? error) }));

  /** @param {MessageEvent<{ id: number, method: string, args: any[] }>} event */
  async function answer({ data: { id, method, args } }) {
    try {
      const pricer = await ready;
      const does = Object.hasOwn(own, method) ? own[method] : undefined;
      if (!does && !methods.has(method)) throw new TypeError(`no method ${method}`);
      const value = does ? await does(pricer, ...args) : pricer[method](...args);
      scope.postMessage({ id, value }, buffersOf(value));
    } catch (error) {
      const fatal = error instanceof WebAssembly.RuntimeError;
      scope.postMessage({ id, error: String(/** @type {any} */ (error)?.message ?? error), fatal });
    }
  }
  scope.addEventListener('message', answer);
}

/** A page's CSP does not bind its workers, so the worker gives up its means to reach the network once the engine is in. */
export function dropNetwork() {
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
