import { html } from 'lit';
import { opened, reopen } from '../../core/history-opened.js';
import { unsaved } from '../../core/history-store.js';
import { clock, current, found, outcomeOf } from '../../core/history-list.js';
import { dateTime, number, plain } from '../../core/format.js';
import { WindowedPanel } from '../../ui/windowed.js';

/** How an outcome reads. @type {Record<ReturnType<typeof outcomeOf>, string>} */
export const OUTCOME = { open: 'open', traded: 'traded', passed: 'passed', missed: 'missed', expired: 'expired' };

/** Quotes, the newest first; one is opened by its button. */
class HistoryRows extends WindowedPanel {
  /** The quote that the pointer went down on. */
  #pressed = '';

  /** @override */
  get total() { return found.value.length; }

  /** @override */
  get inUse() {
    const at = found.value.findIndex(row => row.key === current.value);
    return at < 0 && this.total ? 0 : at;
  }

  /** @override @param {number} index */
  use(index) { current.value = found.value[index]?.key ?? ''; }

  /** @override */
  render() {
    const { total } = this;
    const inUse = this.inUse;
    const held = new Set(unsaved.value.map(one => one.row.key));
    return html`<div class="batch-scroll" tabindex="0" role="region" aria-label="Quotes of the history" data-testid="history-scroll" @scroll=${this.scrolled} @keydown=${this.key} @pointerdown=${this.press} @click=${this.pick}>
      <table class="batch-table history-table" aria-rowcount=${total + 1} data-testid="history-table">
        <caption class="visually-hidden">Quotes that were given; a request’s button opens the quote again.</caption>
        <colgroup><col class="h-time"><col class="h-request"><col class="h-client"><col class="h-structure"><col class="h-price"><col class="h-price"><col class="h-unit"><col class="h-size"><col class="h-outcome"><col class="h-note"></colgroup>
        <thead><tr aria-rowindex="1"><th scope="col" class="h-time">Time</th><th scope="col">Request</th><th scope="col" class="h-client">Client</th><th scope="col" class="h-structure">Structure</th><th scope="col" class="num">Bid</th><th scope="col" class="num">Offer</th>
          <th scope="col">In</th><th scope="col" class="num">Size</th><th scope="col">Outcome</th><th scope="col">Note</th></tr></thead>
        <tbody>${this.drawn(10, index => this.row(index, inUse, held))}</tbody>
      </table>
      ${total ? '' : html`<p class="empty">No quotes.</p>`}
    </div>`;
  }

  /** @param {number} index @param {number} inUse @param {Set<string>} held */
  row(index, inUse, held) {
    const row = found.value[index];
    if (!row) return '';
    const outcome = outcomeOf(row, clock.value);
    const trade = row.outcome?.trade;
    return html`<tr aria-rowindex=${index + 2} class=${row.key === opened.value?.key ? 'current' : ''} data-testid="history-row" data-index=${index} data-key=${row.key} data-outcome=${outcome} data-stored=${held.has(row.key) ? 'false' : 'true'}>
      <td class="h-time">${dateTime(row.at)}</td>
      <th scope="row"><button type="button" class="as-text" tabindex=${index === inUse ? 0 : -1} title=${row.request} aria-current=${row.key === opened.value?.key ? 'true' : 'false'}>${row.request}</button></th>
      <td class="h-client">${row.client || 'anonymous'}</td><td class="h-structure">${row.underlyings.join(', ')} ${row.structure}</td>
      <td class="num b-price">${number(row.bid, row.decimals)}</td><td class="num b-price">${number(row.offer, row.decimals)}</td><td>${row.currency}</td><td class="num">${plain(row.quantity)}</td>
      <td class="outcome ${outcome}">${OUTCOME[outcome]}${held.has(row.key) ? ' (not stored)' : ''}</td>
      <td class="b-found">${trade ? `client ${trade.side === 'buy' ? 'bought' : 'sold'} ${plain(trade.quantity)} at ${plain(trade.price)}. ` : ''}${row.outcome?.note ?? ''}</td>
    </tr>`;
  }

  /** @param {Event} event */
  press(event) {
    this.#pressed = keyAt(event);
  }

  /** A new quote moves the others down: a click is for the quote that it began on. @param {MouseEvent} event */
  pick(event) {
    const key = event.detail > 0 && this.#pressed ? this.#pressed : keyAt(event);
    this.#pressed = '';
    // A click that ends a selection of text is none.
    if (!key || (event.detail > 0 && getSelection()?.toString())) return;
    current.value = key;
    reopen(key);
  }
}

/** The quote of the row where something happened; empty where there is none. @param {Event} event */
const keyAt = event => /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest('tr[data-key]'))?.dataset['key'] ?? '';

customElements.define('history-rows', HistoryRows);
