import { html, nothing } from 'lit';
import { book, bookProblem, booked, booking, did, followBook, undoTrade } from '../core/book.js';
import { dateTime, decimalsFor, number, plain, short } from '../core/format.js';
import { desk } from '../core/desk-store.js';
import { engine } from '../core/store.js';
import { Panel } from '../ui/panel.js';
import './book/limits.js';
import './book/scenarios.js';

/** @typedef {import('../core/types.js').BookReport} BookReport @typedef {import('../core/types.js').PositionSums} PositionSums */

/** Columns of sums in the order a trader reads them. @type {{ key: keyof PositionSums, label: string, unit: string }[]} */
const SUMS = [
  { key: 'value', label: 'Value', unit: 'options' },
  { key: 'deltaCash', label: 'Delta', unit: 'cash' },
  { key: 'gammaCashPerPercent', label: 'Gamma', unit: 'cash per 1\u202f%' },
  { key: 'vegaPerPoint', label: 'Vega', unit: 'per vol pt' },
  { key: 'thetaPerDay', label: 'Theta', unit: 'per day' },
  { key: 'rhoPerPercent', label: 'Rho', unit: 'per 1\u202f%' },
];

/** What the desk holds: sums, positions, trades, limits and scenario losses. */
class BookPanel extends Panel {
  /** @type {(() => void) | undefined} */ #stop;
  /** The trade whose button was pressed last. */
  #undone = '';

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    this.#stop = followBook();
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    this.#stop?.();
  }

  /** The keyboard stays with the trades when the last row leaves with its button. @override */
  updated() {
    if (!this.#undone || book.value?.trades.some(({ id }) => id === this.#undone)) return;
    this.#undone = '';
    if (document.activeElement !== document.body) return;
    const next = [.../** @type {NodeListOf<HTMLElement>} */ (this.querySelectorAll('#book-trades, [data-testid=undo-trade]'))].at(-1);
    next?.focus();
  }

  /** @param {string} id */
  undo(id) {
    this.#undone = id;
    return undoTrade(id);
  }

  /** @override */
  render() {
    const shown = book.value;
    return html`<section class="panel book" aria-labelledby="book-title" data-testid="book">
      <header><h2 id="book-title">Book</h2><span class="muted">${shown ? `${shown.priceCurrency}, the desk’s own view: long is positive${shown.asOf ? ` · data of ${dateTime(shown.asOf)}` : ''}` : ''}</span></header>
      ${bookProblem.value ? html`<p class="field-issue" role="alert">${bookProblem.value}</p>` : nothing}
      ${shown ? this.body(shown) : html`<div class="empty">${engine.value.status === 'failed' ? 'The pricing engine is not running.' : 'Reading the book…'}</div>`}
    </section>`;
  }

  /** @param {BookReport} shown */
  body(shown) {
    return html`<div class="parts">
      <div>${this.sums(shown)}${this.trades(shown)}${this.positions(shown)}</div>
      <div><book-limits></book-limits><book-scenarios></book-scenarios></div>
    </div>`;
  }

  /** @param {BookReport} shown */
  sums({ underlyings, total }) {
    const rows = [...underlyings, ...(underlyings.length === 1 ? [] : [total])];
    return html`<h3 id="book-sums">Greeks by underlying</h3>
      <div class="scroll" tabindex="0" role="region" aria-labelledby="book-sums"><table class="figures" data-testid="book-sums">
      <thead><tr><th scope="col">Underlying</th><th scope="col" class="num">Delta<small>units</small></th>${heads()}</tr></thead>
      <tbody>${rows.map(row => html`<tr class=${row.scope === 'total' ? 'total' : ''} data-scope=${row.scope}><th scope="row">${row.scope === 'total' ? 'Total' : row.scope}</th>
        <td class="num">${row.delta === null ? nothing : number(row.delta, decimalsFor([row.delta], 4))}</td>${cells(row.sums)}</tr>`)}</tbody></table></div>`;
  }

  /** @param {BookReport} shown */
  trades({ trades }) {
    const { tone, text } = booked.value;
    return html`<h3 id="book-trades" tabindex="-1">Trades with clients</h3>
      <p class="copied ${tone}" role="status" data-testid="booked" data-tone=${tone}>${text}</p>
      ${trades.length ? html`<div class="scroll tall" tabindex="0" role="region" aria-labelledby="book-trades"><table class="figures" data-testid="trades">
      <thead><tr><th scope="col">Time</th><th scope="col"><span class="visually-hidden">Undo</span></th><th scope="col">Client</th><th scope="col">Request</th><th scope="col" class="num">Spreads</th><th scope="col" class="num">Price</th><th scope="col" class="num">Theoretical<small>then</small></th></tr></thead>
      <tbody>${trades.toReversed().map(trade => html`<tr data-testid="trade" data-id=${trade.id}>
        <th scope="row">${dateTime(trade.at)}</th>
        <td><button type="button" class="small" data-testid="undo-trade" aria-label="Undo: ${nameOf(trade)} ${did(trade.side)} ${trade.request}" aria-disabled=${booking.value} @click=${() => this.undo(trade.id)}>Undo</button></td>
        <td>${nameOf(trade)} ${did(trade.side)}</td><td class="request" title=${trade.request}>${trade.request}${trade.hedge ? html` <small>with its hedge of ${plain(trade.hedge.quantity, 4)}</small>` : nothing}</td>
        <td class="num">${plain(trade.quantity)}</td><td class="num">${plain(trade.price)} <small>${trade.currency}</small></td><td class="num">${trade.theoretical === undefined ? '' : number(trade.theoretical, decimalsFor([trade.theoretical], 5))}</td>
        </tr>`)}</tbody></table></div>`
      : html`<p class="muted">None yet. “Client bought” and “Client sold” on the quote put its legs into the book.</p>`}`;
  }

  /** @param {BookReport} shown */
  positions({ positions, unvalued, priceCurrency }) {
    return html`<h3 id="book-positions">Positions <small>${positions.length} ${positions.length === 1 ? 'instrument' : 'instruments'}</small></h3>
      ${positions.length ? html`<div class="scroll tall" tabindex="0" role="region" aria-labelledby="book-positions"><table class="figures" data-testid="positions">
      <thead><tr><th scope="col">Instrument</th><th scope="col" class="num">Contracts<small>futures, spot: units</small></th><th scope="col" class="num">By trades</th>${heads()}</tr></thead>
      <tbody>${positions.map(row => html`<tr data-testid="position" data-symbol=${row.symbol} data-quantity=${row.quantity}><th scope="row">${row.symbol} <small>${row.settlement}</small></th>
        <td class="num">${plain(row.quantity, 4)}</td><td class="num">${row.traded ? plain(row.traded, 4) : ''}</td>${cells(row.sums)}</tr>`)}</tbody></table></div>` : html`<p class="muted">None.</p>`}
      ${unvalued.length ? html`<details open><summary>${unvalued.length} that cannot be valued in ${priceCurrency}, in no sum and no limit</summary><table class="figures losses" data-testid="unvalued">
        <thead><tr><th scope="col">Instrument</th><th scope="col" class="num">Contracts</th><th scope="col">Why</th></tr></thead>
        <tbody>${unvalued.map(row => html`<tr><th scope="row">${row.symbol}</th><td class="num">${plain(row.quantity, 4)}</td><td>${row.why}</td></tr>`)}</tbody></table></details>` : nothing}`;
  }
}

/** Who traded, by the name people use. @param {import('../core/types.js').TradeRecord} trade */
const nameOf = ({ client }) => desk.value?.clients.find(({ id }) => id === client)?.name ?? client ?? 'no name';

/** Heads of the columns of sums. */
const heads = () => SUMS.map(({ label, unit }) => html`<th scope="col" class="num">${label}<small>${unit}</small></th>`);

/** Their cells. @param {PositionSums} row */
const cells = row => SUMS.map(({ key }) => html`<td class="num" data-sum=${key} data-value=${row[key]}>${short(row[key], Math.abs(row[key]) < 100 ? 2 : 0)}</td>`);

customElements.define('book-panel', BookPanel);
