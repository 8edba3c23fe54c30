import { html, nothing } from 'lit';
import { decimalsFor, expiryCode, number, plain } from '../core/format.js';
import { quote, staleReason } from '../core/store.js';
import { Panel } from '../ui/panel.js';

/** @typedef {keyof import('../core/types.js').Greeks} GreekName */

/** Columns in the order a trader reads them; `unit` follows the premium currency or the underlying. @type {{ key: GreekName, label: string, unit: (currency: string, underlying: string) => string }[]} */
const COLUMNS = [
  { key: 'delta', label: 'Delta', unit: (_, underlying) => underlying },
  { key: 'deltaForward', label: 'Fwd delta', unit: (_, underlying) => underlying },
  { key: 'deltaPremiumAdjusted', label: 'Delta, p.a.', unit: () => 'prem.-adj.' },
  { key: 'gamma', label: 'Gamma', unit: () => 'per 1.00' },
  { key: 'gammaCashPerPercent', label: 'Cash gamma', unit: () => 'per 1\u202f%' },
  { key: 'vegaPerPoint', label: 'Vega', unit: currency => `${currency} / vol pt` },
  { key: 'thetaPerDay', label: 'Theta', unit: currency => `${currency} / day` },
  { key: 'rhoPerPercent', label: 'Rho', unit: currency => `${currency} / 1\u202f%` },
  { key: 'vannaPerPoint', label: 'Vanna', unit: () => 'delta / vol pt' },
  { key: 'volgaPerPoint', label: 'Volga', unit: () => 'vega / vol pt' },
];

/** Greeks of each leg, of one spread and of the whole size; the client's view of buying. */
class GreeksPanel extends Panel {
  /** @override */
  render() {
    const shown = quote.value;
    return html`<section class="panel greeks ${staleReason.value ? 'stale' : ''}" aria-labelledby="greeks-title">
      <header><h2 id="greeks-title">Greeks</h2><span class="muted">client buys; the desk's are opposite</span></header>
      ${shown ? this.table(shown) : html`<div class="empty">No quote yet.</div>`}
    </section>`;
  }

  /** @param {import('../core/types.js').Quote} shown */
  table(shown) {
    const common = commonExpiry(shown.legs);
    const { underlying, priceCurrency, positionGreeks: position, greeksCoin: coin } = shown;
    // The premium-adjusted delta says something of its own only where the premium is paid in coin.
    const columns = COLUMNS.filter(({ key }) => shown.greeks[key] !== undefined && (key !== 'deltaPremiumAdjusted' || coin));
    const perUnit = columns.map(({ key }) => {
      // A net that nearly cancels still shows two digits.
      const legs = decimalsFor(shown.legs.map(leg => leg.greeks[key]), 3);
      return Math.min(legs + 2, Math.max(legs, decimalsFor([shown.greeks[key]], 2)));
    });
    const cells = (/** @type {import('../core/types.js').Greeks} */ greeks) => columns.map(({ key }, i) => html`<td class="num">${number(greeks[key], perUnit[i] ?? 4)}</td>`);
    return html`<div class="scroll" tabindex="0" role="region" aria-label="Table of Greeks"><table class="figures" data-testid="greeks">
      <thead><tr><th scope="col">${common || 'Leg'}</th>${columns.map(c => html`<th scope="col" class="num">${c.label}<small>${c.unit(priceCurrency, underlying)}</small></th>`)}</tr></thead>
      <tbody>
        ${shown.legs.map(leg => html`<tr><th scope="row">${legName(leg, common)}</th>${cells(leg.greeks)}</tr>`)}
        <tr class="total" data-testid="greeks-net"><th scope="row">1 spread</th>${cells(shown.greeks)}</tr>
        ${coin ? html`<tr data-testid="greeks-coin"><th scope="row">1 spread, ${shown.currency}</th>${columns.map(({ key }) => html`
          <td class="num">${number(inCoin(coin, key), decimalsFor([inCoin(coin, key)], 3))}</td>`)}</tr>` : nothing}
        <tr class="total" data-testid="greeks-position"><th scope="row">× ${plain(shown.quantity)}</th>${columns.map(({ key }) => html`
          <td class="num" data-greek=${key} data-value=${position[key] ?? ''}>${number(position[key], decimalsFor([position[key]], 4))}</td>`)}</tr>
      </tbody></table></div>`;
  }
}

/** The Greeks that are also given in coin. @param {{ vegaPerPoint: number, thetaPerDay: number, rhoPerPercent: number }} coin @param {GreekName} key */
const inCoin = (coin, key) => (key === 'vegaPerPoint' || key === 'thetaPerDay' || key === 'rhoPerPercent' ? coin[key] : null);

/** A leg in a word, with its expiry where the legs differ in it. @param {import('../core/types.js').QuotedLeg} leg @param {string} common */
export function legName(leg, common) {
  const expiry = common ? '' : `${expiryCode(leg.expiry)} `;
  const what = leg.strike ? String(leg.strike) + (leg.type === 'call' ? ' C' : leg.type === 'put' ? ' P' : '') : leg.kind ?? '';
  return `${number(leg.ratio, 0, { plus: true })} × ${expiry}${what}`;
}

/** The code of the one expiry that all legs share, or nothing. @param {import('../core/types.js').QuotedLeg[]} legs */
export function commonExpiry(legs) {
  const codes = new Set(legs.map(leg => expiryCode(leg.expiry)));
  return codes.size === 1 ? [...codes][0] ?? '' : '';
}

customElements.define('greeks-panel', GreeksPanel);
