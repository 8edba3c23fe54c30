// Greeks in units of the underlying, or in cash: what counts units is multiplied by the quote's own spot, all else is the engine's.

/** @typedef {keyof import('./types.js').Greeks} GreekName */

/** Rows in the order a trader reads them. `unit` follows the price currency and the underlying; what counts units of an underlying (`apart`) does not add up
 * across several; `cash`: the same in money, times spot where `bySpot`; a row without it is the same in both. A row of one view only says which.
 * @type {{ key: GreekName, label: string, unit: (currency: string, underlying: string) => string, apart?: boolean, only?: 'raw', cash?: { label: string, unit: (currency: string) => string, bySpot: boolean } }[]} */
export const ROWS = [
  { key: 'delta', label: 'Delta', unit: (_, underlying) => underlying, apart: true, cash: { label: 'Cash delta', unit: currency => currency, bySpot: true } },
  { key: 'deltaPremiumAdjusted', label: 'Premium-adj. delta', unit: (_, underlying) => underlying, apart: true, cash: { label: 'Premium-adj. cash delta', unit: currency => currency, bySpot: true } },
  { key: 'gamma', label: 'Gamma', unit: () => 'per 1.00', apart: true, only: 'raw' },
  { key: 'gammaCashPerPercent', label: 'Cash gamma', unit: currency => `${currency} delta / 1\u202f%` },
  { key: 'vegaPerPoint', label: 'Vega', unit: currency => `${currency} / vol pt` },
  { key: 'thetaPerDay', label: 'Theta', unit: currency => `${currency} / day` },
  { key: 'rhoPerPercent', label: 'Rho', unit: currency => `${currency} / 1\u202f%` },
  { key: 'vannaPerPoint', label: 'Vanna', unit: () => 'delta / vol pt', apart: true, cash: { label: 'Cash vanna', unit: currency => `${currency} delta / vol pt`, bySpot: true } },
  { key: 'volgaPerPoint', label: 'Volga', unit: currency => `${currency} vega / vol pt` },
];

/**
 * The rows of a view of a quote, with how to read a leg's or the net's number off its Greeks.
 * @param {import('./types.js').Priced} quote @param {boolean} inCash
 */
export function rowsOf({ greeks, greeksCoin, priceCurrency, underlying, referenceSpot }, inCash) {
  return ROWS.filter(({ key, only }) => greeks[key] !== undefined && !(inCash && only === 'raw') && (key !== 'deltaPremiumAdjusted' || greeksCoin))
    .map(({ key, label, unit, apart = false, cash }) => {
      const money = inCash ? cash : undefined;
      const factor = money?.bySpot ? referenceSpot : 1;
      return { key, label: money?.label ?? label, unit: money ? money.unit(priceCurrency) : unit(priceCurrency, underlying), apart, bySpot: factor !== 1, value: (/** @type {number | undefined} */ raw) => (raw === undefined ? raw : raw * factor) };
    });
}
