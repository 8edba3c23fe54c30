// An engine in two pieces: the first has what a first visit runs, with doors to the rest, which can be fetched beforehand
// or by the first who needs a door. The build cuts them (`xtask/src/build/pieces`).

/** @type {any} */
const scope = globalThis;
/** @typedef {{ fetch: typeof globalThis.fetch, XMLHttpRequest: typeof globalThis.XMLHttpRequest }} Network */

/**
 * Starts the first piece.
 * @param {(from: { module_or_path: string }) => Promise<any>} init of the engine's JavaScript
 * @param {{ first: string, rest: string }} urls
 * @returns {Promise<() => Promise<void>>} fetches the rest where it is not there yet
 */
export async function startPieces(init, urls) {
  // The worker gives these up before it does anything else; they stay in here until the rest is there.
  /** @type {Network | null} */
  let network = { fetch: scope.fetch.bind(scope), XMLHttpRequest: scope.XMLHttpRequest };
  const first = await init({ module_or_path: urls.first });
  /** @type {WebAssembly.Instance | null} */
  let rest = null;
  /** @param {WebAssembly.Module} module */
  const join = module => {
    rest ??= new WebAssembly.Instance(module, { first });
    network = null;
  };
  first.$table.set(first.$loader.value, inWasm(() => { if (network) join(new WebAssembly.Module(fetchedAtOnce(network, urls.rest))); }));
  /** @type {Promise<void> | null} */
  let coming = null;
  return async () => {
    if (!network) return;
    coming ??= compiled(network, urls.rest).then(join).catch(error => {
      // Whoever asks next tries again.
      coming = null;
      throw new Error(`A part of the pricing engine could not be loaded: ${error?.message ?? error}`);
    });
    await coming;
  };
}

/** @param {Network} network @param {string} url @returns {Promise<WebAssembly.Module>} */
async function compiled({ fetch }, url) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  // A host that does not know the kind of file.
  const isNamed = answer.headers.get('content-type')?.startsWith('application/wasm');
  return isNamed ? WebAssembly.compileStreaming(answer) : WebAssembly.compile(await answer.arrayBuffer());
}

/** For who is inside a call and cannot wait: only a worker may. @param {Network} network @param {string} url @returns {ArrayBuffer} */
function fetchedAtOnce({ XMLHttpRequest }, url) {
  const request = new XMLHttpRequest();
  request.open('GET', url, false);
  request.responseType = 'arraybuffer';
  try {
    request.send();
  } catch (error) {
    throw lost(error);
  }
  if (request.status !== 200) throw lost(`status ${request.status}`);
  return request.response;
}

/** The call that the rest was fetched for is lost with it, and may leave the engine with half of what it was to do: an end like any crash. @param {unknown} why */
const lost = why => new WebAssembly.RuntimeError(`a part of the pricing engine could not be loaded: ${why}`);

/** A function without arguments as wasm's tables hold it: a module of 30 bytes imports it as “a” “b” and exports it as “c”. @param {() => void} call */
function inWasm(call) {
  const bytes = new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 4, 1, 0x60, 0, 0, 2, 7, 1, 1, 0x61, 1, 0x62, 0, 0, 7, 5, 1, 1, 0x63, 0, 0]);
  return new WebAssembly.Instance(new WebAssembly.Module(bytes), { a: { b: call } }).exports['c'];
}
