// A quote as it is stored: what is listed of it, and its inputs by the hash of their content.

/**
 * @typedef {import('./quotes.js').Entry} Entry
 * @typedef {import('./quotes.js').Context} Context
 */

/** Of what has been hashed; the engine's memory keeps the same list of arguments for as long as it holds. @type {WeakMap<object, Promise<string>>} */
const known = new WeakMap();

/** Whether this browser hashes here. */
export const canHash = () => Boolean(globalThis.crypto?.subtle);

/** The hash of a call: the same call has the same one in every tab and build. @param {string} method @param {any[]} args */
export async function hashOf(method, args) {
  const bytes = new TextEncoder().encode(JSON.stringify([method, args]));
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, byte => byte.toString(16).padStart(2, '0')).join('');
}

/** The hash of a call, taken once. @param {string} method @param {any[]} args @param {object} identity stays the same as long as the content does */
export function remembered(method, args, identity) {
  let hash = known.get(identity);
  if (!hash) {
    // Where the page was not served securely there is no hash: then a name that nothing else has.
    hash = canHash() ? hashOf(method, args) : Promise.resolve(`${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`);
    known.set(identity, hash);
  }
  return hash;
}

/** The request as short as the chat line names it. @param {import('../core/types.js').Quote} quote */
const labelOf = ({ chatLine, request }) => /^(.{3,120}?): /.exec(chatLine ?? '')?.[1] ?? request;

/**
 * @param {import('../core/quoted.js').Quoted} quoted
 * @param {string} build which engine gave it
 * @returns {Promise<Entry>}
 */
export async function entryOf({ request, quote, memory, desk, market }, build) {
  const key = `${request.settings.now.toString(36).padStart(9, '0')}-${quote.id}`;
  /** @type {{ key: string, method: string, args: any[], identity: object }[]} */
  const calls = memory.filter(([name]) => name !== 'desk' || !desk).map(([name, { method, args }]) => ({ key: name, method, args, identity: args }));
  if (desk) calls.push({ key: 'desk', method: 'loadDesk', args: [desk], identity: desk });
  /** @type {Context[]} */
  const contexts = [];
  const told = [];
  for (const { key: name, method, args, identity } of calls) {
    const hash = await remembered(method, args, identity);
    told.push({ key: name, method, hash });
    contexts.push({ hash, method, args });
  }
  const { id, validUntil, client, structureName, bid, offer, bidSize, offerSize, currency, decimals, quantity, status } = quote;
  return {
    row: {
      key, at: request.settings.now, id, validUntil, client: client.id ? client.name : request.draft.client ?? '', structure: structureName,
      underlyings: [...new Set(quote.legs.map(leg => leg.underlying))], request: labelOf(quote), text: request.text,
      bid: bid ?? null, offer: offer ?? null, bidSize, offerSize, currency, decimals, quantity, status, build, refs: told.map(one => one.hash), outcome: null,
    },
    body: {
      key, request: { draft: request.draft, text: request.text, origin: request.origin, settings: request.settings }, quote, told,
      markets: (market?.underlyings ?? []).map(({ id, settlement, source, name, asOf }) => ({ id, settlement, source, name, asOf })),
    },
    contexts,
  };
}
