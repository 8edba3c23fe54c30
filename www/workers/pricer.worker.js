import init, { version } from '../../pkg/spread_pricer.js';
import wasmURL from '../../pkg/spread_pricer_bg.wasm?url';

await init({ module_or_path: wasmURL });
postMessage(version());
