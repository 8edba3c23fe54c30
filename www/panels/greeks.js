import { signal } from '@preact/signals-core';
import { html, nothing } from 'lit';
import { rowsOf } from '../core/cash-greeks.js';
import { decimalsFor, number, per, plain } from '../core/format.js';
import { legNames } from '../core/leg-names.js';
import { reader } from '../core/reader.js';
import { priced, staleReason } from '../core/store.js';
import { choice } from '../ui/choice.js';
import { Panel } from '../ui/panel.js';

/** @type {import('@preact/signals-core').Signal<'raw' | 'cash'>} */
const view = signal('raw');

/** Greeks of one spread or unit, of the whole size and of each leg; the client's view of buying. */
class GreeksPanel extends Panel {
  /** @override */
  render() {
    const shown = priced.value;
    return html`<section class="panel greeks ${staleReason.value ? 'stale' : ''}" aria-labelledby="greeks-title">
      <header><h2 id="greeks-title">Greeks</h2><span class="muted">${reader.value === 'client' ? 'of who buys the spread' : 'client buys; the desk\'s are opposite'}</span>${choice('greeks', 'In', view, [['raw', 'Raw'], ['cash', 'Cash']])}</header>
      ${shown ? this.table(shown) : html`<div class="empty">No price yet.</div>`}
    </section>`;
  }

  /** @param {import('../core/types.js').Priced} shown */
  table(shown) {
    const { underlying, currency, greeks, positionGreeks: position, greeksCoin: coin, legs } = shown;
    const names = legNames(legs);
    const isMixed = new Set(legs.map(leg => leg.underlying)).size > 1;
    return html`<div class="scroll" tabindex="0" role="region" aria-label="Table of Greeks"><table class="figures" data-testid="greeks" data-view=${view.value}>
      <thead><tr><th scope="col">${names.common || 'Greek'}</th><th scope="col" class="num">1 ${per(shown)}</th>
        <th scope="col" class="num">× ${plain(shown.quantity)}</th>${names.each.map(name => html`<th scope="col" class="num leg">${name}</th>`)}</tr></thead>
      <tbody>${rowsOf(shown, view.value === 'cash').map(({ key, label, unit, apart, bySpot, value }) => {
        // A marked vega stands in its leg's column too, so that the columns add up to the net. The quote has the spot of its first underlying only.
        const each = legs.map(leg => (bySpot && leg.underlying !== underlying ? undefined : value(key === 'vegaPerPoint' ? leg.reportedVega : leg.greeks[key])));
        const places = decimalsFor(each, 3);
        const one = value(greeks[key]), all = value(position[key]);
        // A net that nearly cancels still shows two digits.
        const net = Math.min(places + 2, Math.max(places, decimalsFor([one], 2)));
        return html`<tr data-greek=${key}><th scope="row">${label} <small>${isMixed && !bySpot && key.startsWith('delta') ? 'units' : unit}</small></th>
          ${isMixed && apart ? html`<td class="num net" colspan="2"><small>adds up per underlying only</small></td>` : html`
          <td class="num net" data-testid="greek-net" data-value=${one ?? ''}>${number(one, net)}</td>
          <td class="num net" data-testid="greek-position" data-value=${all ?? ''}>${number(all, decimalsFor([all], 4))}</td>`}
          ${each.map(leg => html`<td class="num leg">${number(leg, places)}</td>`)}</tr>`;
      })}</tbody></table></div>
      ${view.value === 'cash' ? html`<p class="note" data-testid="greeks-cash">At spot ${number(shown.referenceSpot, 2)} ${shown.priceCurrency}: cash delta is delta × spot, cash gamma its change for a move of 1\u202f%.</p>` : nothing}
      ${coin ? html`<p class="note" data-testid="greeks-coin">In ${currency}, 1 ${per(shown)}: vega ${small(coin.vegaPerPoint)} per vol point, theta ${small(coin.thetaPerDay)} per day, rho ${small(coin.rhoPerPercent)} per 1\u202f%.</p>` : nothing}`;
  }
}

/** Two digits of a small number. @param {number} value */
const small = value => number(value, decimalsFor([value], 2));

customElements.define('greeks-panel', GreeksPanel);
