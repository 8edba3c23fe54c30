// Measures apart from the pricer's worker, so that quotes go on: posts each figure, then `{ done: true }`.

import * as engine from '../../pkg/spread_pricer.js';
import wasmURL from '../../pkg/spread_pricer_bg.wasm?url';
import { figures } from '../core/speed.js';

/** @type {any} */
const scope = globalThis;

async function run() {
  try {
    await engine.default({ module_or_path: wasmURL });
    for (const figure of figures(engine)) scope.postMessage({ figure });
    scope.postMessage({ done: true });
  } catch (error) {
    scope.postMessage({ failed: String(/** @type {any} */ (error)?.message ?? error) });
  }
}
run();
