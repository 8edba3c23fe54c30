// Owns one `Pricer` of the desk. Its page has one of these workers; a batch has a few more, told the same market and desk.

import init, { Pricer } from '../../pkg/spread_pricer.js';
import wasmURL from '../../pkg/spread_pricer_bg.wasm?url';
import { openBatch, quotePart } from './batch-part.js';
import { dropNetwork, serve } from './serve.js';

const METHODS = new Set([
  'market', 'loadChain', 'desk', 'loadDesk', 'resetDesk', 'book', 'trade', 'undoTrade', 'read', 'shorthand', 'build', 'quote', 'batchCsv', 'writeFix', 'writeBlockRfqQuote', 'explain', 'hedgePlan', 'payoff', 'scenarios', 'smiles', 'variances', 'fitted',
]);

async function load() {
  await init({ module_or_path: wasmURL });
  dropNetwork();
  return new Pricer();
}

serve(load, METHODS, { openBatch, quotePart });
