// The walk from the theoretical value to bid and offer: one bar per side and charge, drawn on one price axis.

import { svg } from 'lit';

const WIDTH = 1000, HEIGHT = 20, BAR = 12;

/**
 * @typedef {{ name: string, bid: number | null, offer: number | null }} Step charges per side; positive is worse for the client
 * @typedef {{ name: string, from: { bid: number, offer: number }, to: { bid: number, offer: number } }} Bar prices before and after
 */

/**
 * The prices before and after each charge.
 * @param {number} theoretical
 * @param {Step[]} steps
 * @returns {Bar[]}
 */
export function walk(theoretical, steps) {
  let bid = theoretical, offer = theoretical;
  return steps.map(step => {
    const from = { bid, offer };
    bid -= step.bid ?? 0;
    offer += step.offer ?? 0;
    return { name: step.name, from, to: { bid, offer } };
  });
}

/**
 * A function from price to the x coordinate shared by all bars.
 * @param {number} theoretical
 * @param {Bar[]} bars
 */
export function priceAxis(theoretical, bars) {
  const reach = Math.max(1e-12, ...bars.flatMap(({ to }) => [Math.abs(to.bid - theoretical), Math.abs(to.offer - theoretical)]));
  return (/** @type {number} */ price) => WIDTH / 2 + ((price - theoretical) / reach) * WIDTH * 0.48;
}

/**
 * One row of the walk.
 * @param {Bar} bar
 * @param {(price: number) => number} x
 */
export function walkRow(bar, x) {
  const top = (HEIGHT - BAR) / 2;
  const piece = (/** @type {number} */ from, /** @type {number} */ to, /** @type {boolean} */ wider) => svg`
    <rect class=${wider ? 'step wider' : 'step tighter'} x=${Math.min(x(from), x(to))} y=${top} height=${BAR}
      width=${Math.max(from === to ? 0 : 3, Math.abs(x(to) - x(from)))}></rect>
    <line class="rail" x1=${x(to)} x2=${x(to)} y1=${top} y2=${HEIGHT}></line>`;
  return svg`<svg class="walk" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" aria-hidden="true" focusable="false">
    <line class="axis" x1=${WIDTH / 2} x2=${WIDTH / 2} y1="0" y2=${HEIGHT}></line>
    <line class="rail" x1=${x(bar.from.bid)} x2=${x(bar.from.bid)} y1="0" y2=${top}></line>
    <line class="rail" x1=${x(bar.from.offer)} x2=${x(bar.from.offer)} y1="0" y2=${top}></line>
    ${piece(bar.from.bid, bar.to.bid, bar.to.bid < bar.from.bid)}${piece(bar.from.offer, bar.to.offer, bar.to.offer > bar.from.offer)}
  </svg>`;
}
