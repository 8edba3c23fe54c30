import { html } from 'lit';
import { cashDecimals, decimalsFor, number, percent } from '../core/format.js';
import { legNames } from '../core/leg-names.js';
import { quote } from '../core/desk-store.js';
import { staleReason } from '../core/store.js';
import { Panel } from '../ui/panel.js';

/** What each leg is worth, by the model or by the user's mark. */
class LegResults extends Panel {
  /** @override */
  render() {
    const shown = quote.value;
    return html`<section class="panel leg-results ${staleReason.value ? 'stale' : ''}" aria-labelledby="leg-results-title">
      <header><h2 id="leg-results-title">Leg values</h2><span class="muted">${shown ? `${shown.currency} per unit of the leg` : ''}</span></header>
      ${shown ? this.table(shown) : html`<div class="empty">No quote yet.</div>`}
    </section>`;
  }

  /** @param {import('../core/types.js').Quote} shown */
  table(shown) {
    const decimals = shown.decimals + 2;
    const vega = decimalsFor(shown.legs.map(leg => leg.reportedVega), 3);
    const cash = cashDecimals(shown);
    const names = legNames(shown.legs);
    // A leg's price is in its own currency, which the package's need not be.
    const price = (/** @type {import('../core/types.js').QuotedLeg} */ leg, /** @type {number} */ value) =>
      `${number(value, leg.currency === shown.currency ? decimals : 6)}${leg.currency === shown.currency ? '' : ` ${leg.currency}`}`;
    return html`<div class="scroll" tabindex="0" role="region" aria-label="Table of leg values"><table class="figures" data-testid="leg-values">
      <thead><tr><th scope="col">${names.common || 'Leg'}</th><th scope="col" class="num">Price</th><th scope="col" class="num">Vol</th><th scope="col" class="num">Model<small>price</small></th>
        <th scope="col" class="num">Model<small>vol</small></th><th scope="col" class="num">Vega<small>${shown.priceCurrency} / pt</small></th>
        <th scope="col" class="num">Cash<small>${shown.cash.currency}, client</small></th><th scope="col">From</th></tr></thead>
      <tbody>${shown.legs.map((leg, i) => html`<tr data-testid="leg-value">
        <th scope="row">${names.each[i]}</th><td class="num">${price(leg, leg.price)}</td><td class="num">${percent(leg.vol, 2)}</td>
        <td class="num">${price(leg, leg.modelPrice)}</td><td class="num">${percent(leg.modelVol, 2)}</td>
        <td class="num">${number(leg.reportedVega, vega)}</td>
        <td class="num" data-testid="leg-cash">${number(leg.cash, cash)}</td>
        <td>${leg.marked.length ? html`<span class="badge warn">your ${leg.marked.join(', ')}</span>` : 'model'}</td></tr>`)}</tbody></table></div>`;
  }
}
customElements.define('leg-results', LegResults);
