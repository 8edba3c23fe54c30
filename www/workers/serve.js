// Serves one `Pricer` in a worker: receives `{ id, method, args }`, answers `{ id, value }` or `{ id, error, fatal }`, in the order of the calls.

/** @type {any} */
const scope = globalThis;

/**
 * @param {() => Promise<{ pricer: any, whole: () => Promise<void> }>} load makes the `Pricer`, and tells how the rest of its engine is fetched
 * @param {string[]} first calls that the engine's first piece answers, in the order of a first visit; after the last of them the rest is fetched
 * @param {Set<string>} methods of the `Pricer` that may be called
 * @param {Record<string, (pricer: any, ...args: any[]) => any>} [own] what the worker does besides: calls that keep something between them
 */
export function serve(load, first, methods, own = {}) {
  const ready = load();
  /** How far a first visit has come in its calls; Infinity once another call was made. */
  let step = 0;
  ready.then(() => scope.postMessage({ ready: true }), error => scope.postMessage({ failed: String(error?.message ?? error) }));

  /** @param {MessageEvent<{ id: number, method: string, args: any[] }>} event */
  async function answer({ data: { id, method, args } }) {
    try {
      // From the first other call on all wait, as none may overtake.
      const next = first.indexOf(method);
      step = next < step ? Infinity : next;
      const isFirst = step < Infinity;
      const { pricer, whole } = await ready;
      if (!isFirst) await whole();
      const does = Object.hasOwn(own, method) ? own[method] : undefined;
      if (!does && !methods.has(method)) throw new TypeError(`no method ${method}`);
      const value = does ? await does(pricer, ...args) : pricer[method](...args);
      scope.postMessage({ id, value }, buffersOf(value));
      // What the page opens with is there; what is asked next will need the rest. Whoever needs it hears of a failure.
      if (method === first.at(-1)) whole().catch(() => {});
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
