import { html, nothing } from 'lit';
import { decimalsFor, expiryCode, number, plain } from '../core/format.js';
import { quote, staleReason } from '../core/store.js';
import { Panel } from '../ui/panel.js';

/** @typedef {keyof import('../core/types.js').Greeks} GreekName */

/** Columns in the order a trader reads them; `unit` follows the premium currency or the underlying. @type {{ key: GreekName, label: string, unit: (currency: string, underlying: string) => string }[]} */
const COLUMNS = [
  { key: 'delta', label: 'Delta', unit: (_, underlying) => underlying },
  { key: 'deltaForward', label: 'Fwd delta', unit: (_, underlying) => underlying },
  { key: 'deltaPremiumAdjusted', label: 'Prem.-adj. delta', unit: (_, underlying) => underlying },
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
    const underlying = shown.underlying ?? shown.legs[0]?.underlying ?? 'units';
    const position = shown.positionGreeks;
    const columns = COLUMNS.filter(({ key }) => shown.greeks[key] !== undefined && shown.greeks[key] !== null);
    const perUnit = columns.map(({ key }) => decimalsFor([...shown.legs.map(leg => leg.greeks[key]), shown.greeks[key]]));
    const cells = (/** @type {import('../core/types.js').Greeks} */ greeks) => columns.map(({ key }, i) => html`<td class="num">${number(greeks[key], perUnit[i] ?? 4)}</td>`);
    return html`<div class="scroll" tabindex="0" role="region" aria-label="Greeks"><table class="figures" data-testid="greeks">
      <thead><tr><th scope="col">Leg</th>${columns.map(c => html`<th scope="col" class="num">${c.label}<small>${c.unit(shown.currency, underlying)}</small></th>`)}</tr></thead>
      <tbody>
        ${shown.legs.map(leg => html`<tr><th scope="row">${legName(leg)}</th>${cells(leg.greeks)}</tr>`)}
        <tr class="total" data-testid="greeks-net"><th scope="row">Net, 1 spread</th>${cells(shown.greeks)}</tr>
        ${position ? html`<tr class="total" data-testid="greeks-position"><th scope="row">Net × ${plain(shown.quantity)}</th>${columns.map(({ key }) => html`
          <td class="num" data-greek=${key} data-value=${position[key] ?? ''}>${number(position[key], decimalsFor([position[key]], 5))}</td>`)}</tr>` : nothing}
      </tbody></table></div>
      ${shown.vegaNote ? html`<p class="note" data-testid="vega-note">${shown.vegaNote}</p>` : nothing}`;
  }
}

/** @param {import('../core/types.js').QuotedLeg} leg */
export function legName(leg) {
  const sign = number(leg.ratio, 0, { plus: true });
  const what = leg.type === 'call' ? 'C' : leg.type === 'put' ? 'P' : '';
  return `${sign} ${leg.expiry ? expiryCode(leg.expiry) : ''} ${leg.strike ? plain(leg.strike, 4).replace(/,/g, '') : leg.kind ?? ''}${what}`.replace(/\s+/g, ' ');
}

customElements.define('greeks-panel', GreeksPanel);
