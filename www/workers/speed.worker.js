// Measures apart from the pricer's worker, so that quotes go on: posts each figure, then `{ done: true }`.

import * as engine from '../../pkg/spread_pricer.js';
import { figures } from '../core/speed.js';
import first from '../wasm/desk/engine.wasm?url';
import rest from '../wasm/desk/engine-rest.wasm?url';
import { startPieces } from './pieces.js';

/** @type {any} */
const scope = globalThis;

async function run() {
  try {
    const whole = await startPieces(engine.default, { first, rest });
    await whole();
    for (const figure of figures(engine)) scope.postMessage({ figure });
    scope.postMessage({ done: true });
  } catch (error) {
    scope.postMessage({ failed: String(/** @type {any} */ (error)?.message ?? error) });
  }
}
run();
