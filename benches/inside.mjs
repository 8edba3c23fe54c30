// How long a whole quote takes inside wasm, without its request and its report crossing to JavaScript: four legs, all overlays,
// every sentence, beside a book of 500 options. Argument: the module that `cargo xtask bench` compiles of `benches/inside`.
import { readFile } from 'node:fs/promises';

const BATCHES = 60;
const QUOTES = 200;

const [path] = process.argv.slice(2);
if (!path) throw new Error('Which module? `cargo xtask bench` compiles it and says.');
const module = await WebAssembly.compile(await readFile(path));
// The crate's own bindings are in the module and not called.
/** @type {Record<string, Record<string, () => number>>} */
const imports = {};
for (const { module: from, name, kind } of WebAssembly.Module.imports(module)) {
  if (kind === 'function') (imports[from] ??= {})[name] = () => { throw new Error(`${name} was called.`); };
}
const { exports } = await WebAssembly.instantiate(module, imports);
const quote = /** @type {(times: number) => number} */ (exports.quote);
const warm = quote(10 * QUOTES);
if (warm !== 10 * QUOTES) throw new Error(`${warm} of ${10 * QUOTES} quotes were whole.`);
const each = Array.from({ length: BATCHES }, () => {
  const from = process.hrtime.bigint();
  quote(QUOTES);
  return Number(process.hrtime.bigint() - from) / QUOTES;
}).toSorted((a, b) => a - b);
console.log(JSON.stringify({ key: 'inside', median: each[BATCHES / 2], fastest: each[0] }));
