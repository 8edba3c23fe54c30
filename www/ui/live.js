import { effect } from '@preact/signals-core';
import { number } from '../core/format.js';
import { quote, staleReason } from '../core/store.js';

const PAUSE = 1500;

/** Says each new quote once in the page's polite live region, no more often than a listener can follow. @param {HTMLElement} region */
export function announceQuotes(region) {
  let spokenAt = -Infinity;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  effect(() => {
    const shown = quote.value;
    const stale = staleReason.value;
    if (!shown) return;
    const decimals = shown.decimals ?? 2;
    const sides = [
      shown.bid === null || shown.bid === undefined ? 'no bid' : `bid ${number(shown.bid, decimals)}`,
      shown.offer === null || shown.offer === undefined ? 'no offer' : `offer ${number(shown.offer, decimals)}`,
    ].join(', ');
    const text = stale ? `Stale quote. ${stale}` : `${sides[0]?.toUpperCase()}${sides.slice(1)} ${shown.currency}, ${shown.status}`;
    clearTimeout(timer);
    timer = setTimeout(() => {
      spokenAt = Date.now();
      if (region.textContent !== text) region.textContent = text;
    }, Math.max(0, spokenAt + PAUSE - Date.now()));
  });
}
