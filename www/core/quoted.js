// Every quote that was given, handed on with what the engine knew when it gave it. Who keeps them is loaded after the first
// quote and must not miss it.

/**
 * @typedef {{ request: import('./store.js').Request, quote: import('./types.js').Quote, memory: import('./batch-pool.js').Memory,
 *   desk: import('./types.js').DeskReport['config'] | null, market: import('./types.js').MarketReport | null }} Quoted `memory`: the calls that bring a new
 *   engine to the same state; `desk`: in force at that moment
 */

/** Quotes that wait at most; without a keeper none is worth more. */
const MOST = 200;
/** @type {Quoted[]} */
const waiting = [];
/** @type {((quoted: Quoted) => void) | null} */
let keeper = null;

/** @param {Quoted} quoted */
export function handOn(quoted) {
  if (keeper) keeper(quoted);
  else if (waiting.push(quoted) > MOST) waiting.shift();
}

/** Gives every quote to a keeper, those first that came before it. @param {(quoted: Quoted) => void} keep */
export function keepQuotes(keep) {
  keeper = keep;
  for (const quoted of waiting.splice(0)) keep(quoted);
}
