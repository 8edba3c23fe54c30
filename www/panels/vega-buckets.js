import { signal } from '@preact/signals-core';
import { html, nothing } from 'lit';
import { bucketTables } from '../core/buckets.js';
import { decimalsFor, number, per, plain } from '../core/format.js';
import { shadeOf } from '../core/scenario-table.js';
import { quote } from '../core/desk-store.js';
import { staleReason } from '../core/store.js';
import { choice } from '../ui/choice.js';
import { Panel } from '../ui/panel.js';

/** @type {import('@preact/signals-core').Signal<'one' | 'all'>} */
const size = signal('one');

/** Where on the surface the package's vega lies, with a number in every cell. */
class VegaBuckets extends Panel {
  /** @override */
  render() {
    const shown = quote.value;
    return html`<section class="panel buckets ${staleReason.value ? 'stale' : ''}" aria-labelledby="buckets-title" data-testid="buckets">
      <header><h2 id="buckets-title">Vega buckets</h2>${shown ? html`<span class="muted">${shown.priceCurrency} per vol point, client buys, model</span>
        ${choice('buckets', 'Of', size, [['one', `1 ${per(shown)}`], ['all', `× ${plain(shown.quantity)}`]])}` : nothing}</header>
      ${!shown ? html`<div class="empty">No quote yet.</div>` : shown.buckets.length ? bucketTables(shown.buckets).map(one => this.table(one, shown)) : html`<div class="empty">The package has no vega.</div>`}
    </section>`;
  }

  /** @param {import('../core/buckets.js').BucketTable} table @param {import('../core/types.js').Quote} shown */
  table({ underlying, tenors, moneyness, cells, rows, columns, total }, shown) {
    const factor = size.value === 'all' ? shown.quantity * shown.cash.multiplier : 1;
    const all = cells.flat().map(cell => Math.abs(cell ?? 0) * factor);
    const largest = Math.max(0, ...all), places = decimalsFor([largest], 3);
    const net = Math.min(places + 2, Math.max(places, decimalsFor([total * factor], 2)));
    const said = (/** @type {number | null} */ value, /** @type {number} */ decimals) => number(value === null ? value : value * factor, decimals, { plus: true });
    return html`<div class="scroll" tabindex="0" role="region" aria-label="Vega buckets of ${underlying} as a table"><table class="figures" data-testid="bucket-table" data-underlying=${underlying}>
      <thead><tr><th scope="col" class="num">${underlying}<small>tenor, days</small></th>${moneyness.map(place => html`<th scope="col" class="num">${number(place, 2, { plus: true })}<small>std. dev.</small></th>`)}<th scope="col" class="num">Sum</th></tr></thead>
      <tbody>${tenors.map((tenor, row) => html`<tr><th scope="row" class="num">${plain(tenor, 1)}</th>
        ${(cells[row] ?? []).map(cell => html`<td class="num ${cell === null ? '' : shadeOf(cell * factor, largest)}" data-testid="bucket" data-value=${cell === null ? '' : cell * factor}>${said(cell, places)}</td>`)}
        <td class="num">${said(rows[row] ?? 0, net)}</td></tr>`)}</tbody>
      <tfoot><tr class="total"><th scope="row">Sum</th>${columns.map(column => html`<td class="num">${said(column, net)}</td>`)}<td class="num" data-testid="bucket-total" data-value=${total * factor}>${said(total, net)}</td></tr></tfoot></table></div>`;
  }
}

customElements.define('vega-buckets', VegaBuckets);
