import { html, nothing } from 'lit';
import { decimalsOfTick, number, percent } from '../core/format.js';
import { quote, staleReason } from '../core/store.js';
import { Panel } from '../ui/panel.js';
import { commonExpiry, legName } from './greeks.js';

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
    const decimals = (shown.decimals ?? decimalsOfTick(shown.tick)) + 2;
    const common = commonExpiry(shown.legs);
    const hasCash = shown.legs.some(leg => leg.cash !== undefined && leg.cash !== null);
    const hasVega = shown.legs.some(leg => leg.vegaPerPoint !== undefined && leg.vegaPerPoint !== null);
    return html`<div class="scroll" tabindex="0" role="region" aria-label="Table of leg values"><table class="figures" data-testid="leg-values">
      <thead><tr><th scope="col">${common || 'Leg'}</th><th scope="col" class="num">Price</th><th scope="col" class="num">Vol</th><th scope="col" class="num">Model<small>price</small></th>
        <th scope="col" class="num">Model<small>vol</small></th>${hasVega ? html`<th scope="col" class="num">Vega<small>per pt, × size</small></th>` : nothing}
        ${hasCash ? html`<th scope="col" class="num">Cash<small>${shown.cash?.currency ?? shown.currency}, client</small></th>` : nothing}<th scope="col">From</th></tr></thead>
      <tbody>${shown.legs.map(leg => html`<tr data-testid="leg-value">
        <th scope="row">${legName(leg, common)}</th><td class="num">${number(leg.price, decimals)}</td><td class="num">${percent(leg.vol, 2)}</td>
        <td class="num">${number(leg.modelPrice, decimals)}</td><td class="num">${percent(leg.modelVol, 2)}</td>
        ${hasVega ? html`<td class="num">${number(leg.vegaPerPoint, 0)}</td>` : nothing}
        ${hasCash ? html`<td class="num" data-testid="leg-cash">${number(leg.cash, 0)}</td>` : nothing}
        <td>${leg.marked?.length ? html`<span class="badge warn">your ${leg.marked.join(', ')}</span>` : 'model'}</td></tr>`)}</tbody></table></div>`;
  }
}
customElements.define('leg-results', LegResults);
