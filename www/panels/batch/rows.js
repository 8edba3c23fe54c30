import { html, nothing } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { charges, inUse, indexOf, current, pickRow, placeOf, shown, table } from '../../core/batch.js';
import { asWritten, isQuoted, issuesOf, severityOf } from '../../core/batch-rows.js';
import { NONE, number } from '../../core/format.js';
import { tag } from '../../core/locale.js';
import { SEVERITY } from '../../ui/issues.js';
import { WindowedPanel } from '../../ui/windowed.js';

/** How the charges are headed. @type {Record<string, string>} */
const CHARGES = {
  base: 'Base', hedgingCost: 'Hedging cost', liquidity: 'Liquidity', adverseSelection: 'Adverse selection', inventory: 'Inventory',
  markup: 'Markup', screenCap: 'Screen cap', minimumWidth: 'Minimum width', bounds: 'Bounds', tick: 'Tick',
};

/** @typedef {Record<string, string>} Row */
/** @typedef {{ head: string, unit?: string, class: string, of: (row: Row) => string }} Column */

/** Digits after the point. @param {string | undefined} text */
const places = text => text?.split('.')[1]?.length ?? 0;

/** A number of the engine as the page writes it, with no more digits than it was given. @param {string | undefined} text @param {number} [most] digits after the point */
const figure = (text, most = 8) => (text ? number(Number(text), Math.min(most, places(text))) : NONE);

/** What a side is charged in all. @param {Row} row @param {'bid' | 'offer'} side */
function charged(row, side) {
  const price = row[side];
  if (!price) return NONE;
  const sum = (side === 'bid' ? 1 : -1) * (Number(row['theoretical']) - Number(price));
  return number(sum, Math.min(8, places(price) + 2));
}

/** @type {Column[]} */
const LEFT = [
  { head: 'Client', class: 'b-client', of: row => asWritten(row['client'] ?? '') },
  { head: 'Size', class: 'num b-size', of: row => figure(row['quantity']) },
  { head: 'Status', class: 'b-status', of: row => row['status'] || 'not quoted' },
  { head: 'In', class: 'b-unit', of: row => row['currency'] ?? '' },
  { head: 'Bid', class: 'num b-price', of: row => figure(row['bid']) },
  { head: 'Offer', class: 'num b-price', of: row => figure(row['offer']) },
  { head: 'Theoretical', class: 'num b-theoretical', of: row => figure(row['theoretical'], places(row['bid'] || row['offer']) + 2) },
  { head: 'Delta', unit: 'units', class: 'num b-figure', of: row => figure(row['delta_premium_adjusted'], 4) },
  { head: 'Gamma', unit: 'cash, 1 %', class: 'num b-figure', of: row => figure(row['gamma_cash_per_percent'], 2) },
  { head: 'Vega', unit: 'a point', class: 'num b-figure', of: row => figure(row['vega_per_point'], 3) },
  { head: 'Theta', unit: 'a day', class: 'num b-figure', of: row => figure(row['theta_per_day'], 3) },
];

/** Columns that a request has without a quote. */
const STATED = 3;

/** @type {Column[]} */
const SUM = [
  { head: 'Charged', unit: 'on the bid', class: 'num b-figure', of: row => charged(row, 'bid') },
  { head: 'Charged', unit: 'on the offer', class: 'num b-figure', of: row => charged(row, 'offer') },
];

/** The columns of single charges, as the engine names them. @param {string[]} names @returns {Column[]} */
const eachOf = names => names.flatMap(name => {
  const side = name.endsWith('_bid') ? 'bid' : name.endsWith('_offer') ? 'offer' : '';
  const key = name.slice(0, -side.length - 1);
  return side && name !== 'size' && !name.startsWith('bid') && !name.startsWith('offer')
    ? [{ head: CHARGES[key] ?? key, unit: `on the ${side}`, class: 'num b-figure', of: (/** @type {Row} */ row) => figure(row[name], 6) }] : [];
});

/** The rows of the batch: of ten thousand only those that can be seen are there, each where it belongs. */
class BatchRows extends WindowedPanel {
  /** @override */
  get total() { return shown.value; }

  /** @override */
  get inUse() { return indexOf(inUse.value); }

  /** @override @param {number} index */
  use(index) { current.value = placeOf(index); }

  /** @override */
  render() {
    const total = shown.value;
    const each = charges.value === 'each';
    const columns = [...LEFT, ...(each ? eachOf(table.value.columns) : SUM)];
    return html`<div class="batch-scroll" tabindex="0" role="region" aria-label="Rows of the batch" data-testid="batch-scroll" @scroll=${this.scrolled} @keydown=${this.key} @click=${this.pick}>
      <table class="batch-table ${each ? 'each' : ''}" aria-rowcount=${total + 1} data-testid="batch-table">
        <caption class="visually-hidden">Requests of the batch with their quotes; a request’s button puts it on the request line and quotes it with every reason.</caption>
        <colgroup><col class="b-line"><col class="b-request">${columns.map(column => html`<col class=${column.class}>`)}<col class="b-found"></colgroup>
        <thead><tr aria-rowindex="1"><th scope="col" class="num">Line</th><th scope="col">Request</th>
          ${columns.map(({ head, unit, class: name }) => html`<th scope="col" class=${name}>${head}${unit ? html`<small>${unit}</small>` : nothing}</th>`)}<th scope="col">Issues</th></tr></thead>
        <tbody>${this.drawn(columns.length + 3, index => this.guarded(index, columns))}</tbody>
      </table>
      ${total ? nothing : html`<p class="empty">No rows.</p>`}
    </div>`;
  }

  /** A row that has been drawn is drawn again only where something of it has changed. @param {number} index @param {Column[]} columns */
  guarded(index, columns) {
    const place = placeOf(index);
    return guard([table.value, tag.value, place, index, place === inUse.value, columns.length], () => this.row(index, columns));
  }

  /** @param {number} index @param {Column[]} columns */
  row(index, columns) {
    const place = placeOf(index);
    const row = table.value.row(place);
    const mark = table.value.mark(place);
    const severity = severityOf(mark);
    const found = row['issues'] ? issuesOf(row['issues']) : [];
    const worst = found.find(issue => issue.severity === severity) ?? found[0];
    const request = asWritten(row['request'] ?? '');
    const issue = worst && severity ? html`<b><span aria-hidden="true">${SEVERITY[severity].icon}</span> ${SEVERITY[severity].word}${found.length > 1 ? ` +${found.length - 1}` : ''}</b> ${worst.message}` : nothing;
    const cell = (/** @type {Column} */ column) => html`<td class=${column.class}>${column.of(row)}</td>`;
    const title = found.map(each => each.message).join(' ');
    return html`<tr aria-rowindex=${index + 2} class=${place === inUse.value ? 'current' : ''} data-testid="batch-row" data-index=${index} data-place=${place} data-severity=${severity}>
      <td class="num">${row['line'] || place + 1}</td>
      <th scope="row"><button type="button" class="as-text" tabindex=${place === inUse.value ? 0 : -1} title=${request} aria-current=${place === inUse.value ? 'true' : 'false'}>${request || '(not read)'}</button></th>
      ${isQuoted(mark) ? html`${columns.map(cell)}<td class="b-found ${severity}" title=${title}>${issue}</td>`
        // Without figures there is room for the reason.
        : html`${columns.slice(0, STATED).map(cell)}<td class="b-found ${severity}" colspan=${columns.length - STATED + 1} title=${title}>${issue}</td>`}
    </tr>`;
  }

  /** @param {MouseEvent} event */
  pick(event) {
    const row = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest('tr[data-place]'));
    // A click that ends a selection of text is none.
    if (!row || (event.detail > 0 && getSelection()?.toString())) return;
    pickRow(Number(row.dataset['place']));
    const line = document.getElementById('rfq-line');
    document.querySelector('.command')?.scrollIntoView({ block: 'start' });
    line?.focus({ preventScroll: true });
  }
}

customElements.define('batch-rows', BatchRows);
