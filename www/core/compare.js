// Two quotes side by side: what each says, and by how much they differ where that can be said.

/**
 * @typedef {import('./types.js').Quote} Quote
 * @typedef {{ key: string, label: string, unit: string, decimals: number | null, pinned: number | null, now: number | null, difference: number | null }} Compared
 *   `decimals`: null for as many as the number needs
 */

/** @param {number | null | undefined} value */
const some = value => value ?? null;
/** @param {Quote} quote */
const width = ({ bid, offer }) => (some(bid) === null || some(offer) === null ? null : /** @type {number} */ (offer) - /** @type {number} */ (bid));

/** @param {Quote} quote */
const premium = ({ currency }) => currency;
/** @param {Quote} quote */
const price = ({ priceCurrency }) => priceCurrency;

/** @param {Quote} pinned @param {Quote} now @returns {Compared[]} */
export function compared(pinned, now) {
  const places = Math.max(pinned.decimals, now.decimals);
  /** @param {string} key @param {string} label @param {(quote: Quote) => number | null} of @param {(quote: Quote) => string} unit @param {number | null} decimals @returns {Compared} */
  const row = (key, label, of, unit, decimals) => {
    const [before, after] = [some(of(pinned)), some(of(now))];
    const [was, is] = [unit(pinned), unit(now)];
    // Coins and dollars have no difference.
    return { key, label, unit: was === is ? is : `${was}, ${is}`, decimals, pinned: before, now: after, difference: before === null || after === null || was !== is ? null : after - before };
  };
  // A charge that neither side makes says nothing.
  const charges = [...new Map([...pinned.charges, ...now.charges].filter(charge => charge.offer).map(charge => [charge.name, charge.label]))];
  return [
    row('bid', 'Bid', quote => quote.bid, premium, places),
    row('offer', 'Offer', quote => quote.offer, premium, places),
    row('width', 'Width', width, premium, places),
    row('theoretical', 'Theoretical', quote => quote.theoretical, premium, places + 2),
    ...charges.map(([name, label]) => row(`charge-${name}`, `${label}, offer`, quote => quote.charges.find(charge => charge.name === name)?.offer ?? null, premium, places + 2)),
    row('quantity', 'Size', quote => quote.quantity, () => 'spreads', null),
    row('delta', 'Delta', quote => quote.greeks.delta, quote => quote.underlying, 3),
    row('gamma', 'Cash gamma', quote => quote.greeks.gammaCashPerPercent, price, 2),
    row('vega', 'Vega', quote => quote.greeks.vegaPerPoint, price, 3),
    row('theta', 'Theta', quote => quote.greeks.thetaPerDay, price, 3),
    row('forward', 'Forward', quote => quote.referenceForward, price, 2),
    row('spot', 'Spot', quote => quote.referenceSpot, price, 2),
  ];
}
