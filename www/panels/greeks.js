import { html, nothing } from 'lit';
import { decimalsFor, number, per, plain } from '../core/format.js';
import { legNames } from '../core/leg-names.js';
import { reader } from '../core/reader.js';
import { priced, staleReason } from '../core/store.js';
import { Panel } from '../ui/panel.js';

/** @typedef {keyof import('../core/types.js').Greeks} GreekName */

/** Rows in the order a trader reads them; `unit` follows the premium currency or the underlying. What counts units of an
 * underlying (`apart`) does not add up across several. @type {{ key: GreekName, label: string, unit: (currency: string, underlying: string) => string, apart?: boolean }[]} */
const ROWS = [
  { key: 'delta', label: 'Delta', unit: (_, underlying) => underlying, apart: true },
  { key: 'deltaPremiumAdjusted', label: 'Premium-adj. delta', unit: (_, underlying) => underlying, apart: true },
  { key: 'gamma', label: 'Gamma', unit: () => 'per 1.00', apart: true },
  { key: 'gammaCashPerPercent', label: 'Cash gamma', unit: () => 'per 1\u202f%' },
  { key: 'vegaPerPoint', label: 'Vega', unit: currency => `${currency} / vol pt` },
  { key: 'thetaPerDay', label: 'Theta', unit: currency => `${currency} / day` },
  { key: 'rhoPerPercent', label: 'Rho', unit: currency => `${currency} / 1\u202f%` },
  { key: 'vannaPerPoint', label: 'Vanna', unit: () => 'delta / vol pt', apart: true },
  { key: 'volgaPerPoint', label: 'Volga', unit: () => 'vega / vol pt' },
];

/** Greeks of one spread or unit, of the whole size and of each leg; the client's view of buying. */
class GreeksPanel extends Panel {
  /** @override */
  render() {
    const shown = priced.value;
    return html`<section class="panel greeks ${staleReason.value ? 'stale' : ''}" aria-labelledby="greeks-title">
      <header><h2 id="greeks-title">Greeks</h2><span class="muted">${reader.value === 'client' ? 'of who buys the spread' : 'client buys; the desk\'s are opposite'}</span></header>
      ${shown ? this.table(shown) : html`<div class="empty">No price yet.</div>`}
    </section>`;
  }

  /** @param {import('../core/types.js').Priced} shown */
  table(shown) {
    const { underlying, currency, priceCurrency, greeks, positionGreeks: position, greeksCoin: coin, legs } = shown;
    const names = legNames(legs);
    const isMixed = new Set(legs.map(leg => leg.underlying)).size > 1;
    // The premium-adjusted delta says something of its own only where the premium is paid in coin.
    const rows = ROWS.filter(({ key }) => greeks[key] !== undefined && (key !== 'deltaPremiumAdjusted' || coin));
    return html`<div class="scroll" tabindex="0" role="region" aria-label="Table of Greeks"><table class="figures" data-testid="greeks">
      <thead><tr><th scope="col">${names.common}</th><th scope="col" class="num">1 ${per(shown)}</th>
        <th scope="col" class="num">× ${plain(shown.quantity)}</th>${names.each.map(name => html`<th scope="col" class="num leg">${name}</th>`)}</tr></thead>
      <tbody>${rows.map(({ key, label, unit, apart }) => {
        // A marked vega stands in its leg's column too, so that the columns add up to the net.
        const each = legs.map(leg => key === 'vegaPerPoint' ? leg.reportedVega : leg.greeks[key]);
        const places = decimalsFor(each, 3);
        // A net that nearly cancels still shows two digits.
        const net = Math.min(places + 2, Math.max(places, decimalsFor([greeks[key]], 2)));
        return html`<tr data-greek=${key}><th scope="row">${label} <small>${isMixed && key.startsWith('delta') ? 'units' : unit(priceCurrency, underlying)}</small></th>
          ${isMixed && apart ? html`<td class="num net" colspan="2"><small>adds up per underlying only</small></td>` : html`
          <td class="num net" data-testid="greek-net" data-value=${greeks[key] ?? ''}>${number(greeks[key], net)}</td>
          <td class="num net" data-testid="greek-position" data-value=${position[key] ?? ''}>${number(position[key], decimalsFor([position[key]], 4))}</td>`}
          ${each.map(value => html`<td class="num leg">${number(value, places)}</td>`)}</tr>`;
      })}</tbody></table></div>
      ${coin ? html`<p class="note" data-testid="greeks-coin">In ${currency}, 1 ${per(shown)}: vega ${small(coin.vegaPerPoint)} per vol point, theta ${small(coin.thetaPerDay)} per day, rho ${small(coin.rhoPerPercent)} per 1\u202f%.</p>` : nothing}`;
  }
}

/** Two digits of a small number. @param {number} value */
const small = value => number(value, decimalsFor([value], 2));

customElements.define('greeks-panel', GreeksPanel);
