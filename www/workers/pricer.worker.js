// Owns one `Pricer` of the desk. Its page has one of these workers; a batch has a few more, told the same market and desk.

import init, { Pricer } from '../../pkg/spread_pricer.js';
import { DESK_CALLS } from '../core/first-calls.js';
import first from '../wasm/desk/engine.wasm?url';
import rest from '../wasm/desk/engine-rest.wasm?url';
import { openBatch, quotePart } from './batch-part.js';
import { startPieces } from './pieces.js';
import { dropNetwork, serve } from './serve.js';

const METHODS = new Set([
  'market', 'loadChain', 'desk', 'loadDesk', 'resetDesk', 'book', 'trade', 'undoTrade', 'read', 'shorthand', 'build', 'quote', 'batchCsv', 'writeFix', 'writeBlockRfqQuote', 'explain', 'hedgePlan', 'payoff', 'scenarios', 'smiles', 'variances', 'fitted',
]);

async function load() {
  const whole = await startPieces(init, { first, rest });
  dropNetwork();
  return { pricer: new Pricer(), whole };
}

serve(load, DESK_CALLS, METHODS, { openBatch, quotePart });
