// Owns one `Pricer` of the clients' engine.

import init, { Pricer } from '../../pkg/client/spread_pricer.js';
import { CLIENT_CALLS } from '../core/first-calls.js';
import first from '../wasm/client/engine.wasm?url';
import rest from '../wasm/client/engine-rest.wasm?url';
import { startPieces } from '../workers/pieces.js';
import { dropNetwork, serve } from '../workers/serve.js';

const METHODS = new Set(['market', 'loadChain', 'fitted', 'smiles', 'variances', 'read', 'shorthand', 'build', 'indicate', 'payoff', 'scenarios']);

async function load() {
  const whole = await startPieces(init, { first, rest });
  dropNetwork();
  return { pricer: new Pricer(), whole };
}

serve(load, CLIENT_CALLS, METHODS);
