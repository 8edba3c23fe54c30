// How the desk's page prices: a two-way quote of the desk, with what the engine knew when it gave it.

import { batch, computed } from '@preact/signals-core';
import { booking, desk, quote } from './desk-store.js';
import { number } from './format.js';
import { payoffsOf } from './payoffs.js';
import { bringBack, keepInForce } from './in-force.js';
import { handOn } from './quoted.js';
import { session } from './session.js';
import { market, staleReason } from './store.js';

/** @type {import('./pricing.js').Way} */
export const deskWay = {
  sample: 'ETH 25DEC26 3300/3400/3500 call fly x100, Acme',

  async begin() {
    const kept = await bringBack();
    const [loaded, configured] = await Promise.all([session.engine.call('market'), session.engine.call('desk')]);
    batch(() => { market.value = loaded; desk.value = configured; });
    keepInForce();
    if (!kept) return null;
    const { openOnIt } = await import('./in-force-opening.js');
    return openOnIt();
  },

  async answer(request) {
    const answer = session.engine.call('quote', [request.draft, request.settings]);
    // A trade on its way changes the desk before the page has heard of it; asked for in the same breath, this is the desk that quoted.
    const own = booking.value ? session.engine.call('desk') : null;
    own?.catch(() => {});
    /** @type {import('./types.js').Quoted} */
    const quoted = await answer;
    const given = quoted.quote;
    if (!given) return { priced: null, issues: quoted.issues, payoffs: null };
    const memory = session.engine.memory();
    /** @type {import('./types.js').DeskReport['config'] | null} */
    const config = own ? (await own).config : memory.find(([key]) => key === 'desk')?.[1].args[0] ?? desk.value?.config ?? null;
    const on = { memory, desk: config, market: market.value };
    return { priced: given, issues: quoted.issues, payoffs: await payoffsOf(request.draft, given), accepted: () => handOn({ request, quote: given, ...on }) };
  },
};

/** The quote on show as it is said to who cannot see it; empty before the first. */
export const quoteAloud = computed(() => {
  const shown = quote.value;
  if (!shown) return '';
  if (staleReason.value) return `Stale quote. ${staleReason.value}`;
  const decimals = shown.decimals ?? 2;
  const side = (/** @type {string} */ name, /** @type {number | null | undefined} */ price) => (price === null || price === undefined ? `no ${name}` : `${name} ${number(price, decimals)}`);
  const sides = `${side('bid', shown.bid)}, ${side('offer', shown.offer)}`;
  return `${sides[0]?.toUpperCase()}${sides.slice(1)} ${shown.currency}, ${shown.status}`;
});
