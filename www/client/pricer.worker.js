// Owns one `Pricer` of the clients' engine.

import init, { Pricer } from '../../pkg/client/spread_pricer.js';
import wasmURL from '../../pkg/client/spread_pricer_bg.wasm?url';
import { dropNetwork, serve } from '../workers/serve.js';

const METHODS = new Set(['market', 'loadChain', 'fitted', 'smiles', 'variances', 'read', 'shorthand', 'build', 'indicate', 'payoff', 'scenarios']);

async function load() {
  await init({ module_or_path: wasmURL });
  dropNetwork();
  return new Pricer();
}

serve(load, METHODS);
