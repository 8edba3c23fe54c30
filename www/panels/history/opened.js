import { html, nothing } from 'lit';
import { askAgain } from '../../core/form-actions.js';
import { BUILD } from '../../core/assets.js';
import { dateTime, number, plain } from '../../core/format.js';
import { rows } from '../../core/history-list.js';
import { opened } from '../../core/history-opened.js';
import { recordOutcome } from '../../core/history-outcomes.js';
import { desk } from '../../core/desk-store.js';
import { Panel } from '../../ui/panel.js';

/** @typedef {import('../../core/types.js').Quote} Quote */

/** The figures that are shown of a quote, in reading order. @param {Quote} quote @returns {[string, number | null][]} */
const figuresOf = quote => [
  ['Bid', quote.bid ?? null], ['Offer', quote.offer ?? null], ['Bid size', quote.bidSize], ['Offer size', quote.offerSize], ['Theoretical', quote.theoretical],
  ...quote.charges.flatMap(({ label, bid, offer }) => /** @type {[string, number | null][]} */ ([[`${label}, bid`, bid], [`${label}, offer`, offer]])),
  ['Forward', quote.referenceForward], ['Spot', quote.referenceSpot], ['Delta', quote.greeks.delta], ['Vega per point', quote.greeks.vegaPerPoint], ['Theta per day', quote.greeks.thetaPerDay],
  ...quote.legs.flatMap(({ symbol, price, vol }) => /** @type {[string, number | null][]} */ ([[`${symbol}, price`, price], [`${symbol}, volatility`, vol]])),
];

/** Every digit that there is: what is compared is compared to the last bit. @param {number | null | undefined} value */
const exact = value => (value === null || value === undefined ? '–' : String(value).replace('-', '\u2212'));

/** A quote of the history: what was stored, what its inputs give now, and what became of it. */
class HistoryOpened extends Panel {
  /** @override */
  render() {
    const shown = opened.value;
    if (!shown) return nothing;
    const { state, stored, request, comparison } = shown;
    const row = rows.value.find(one => one.key === shown.key) ?? shown.row;
    const same = comparison && !comparison.differences.length;
    return html`<section class="opened" aria-labelledby="opened-title" data-testid="history-opened" data-state=${state} data-verdict=${state === 'done' ? (same ? 'same' : 'differs') : ''} data-numbers=${comparison?.numbers ?? ''}>
      <header><h3 id="opened-title">${row ? `${dateTime(row.at)}: ${stored?.request ?? row.request}` : 'Opening…'}</h3>
        <button type="button" class="small" data-testid="history-close" @click=${() => { opened.value = null; }}>Close</button></header>
      <p role="status" data-testid="history-verdict" class=${state === 'failed' || (state === 'done' && !same) ? 'bad' : ''}>${this.verdict()}</p>
      ${stored && row ? html`
        <dl class="facts wide">
          <div><dt>Bid / offer</dt><dd data-testid="opened-prices" data-bid=${stored.bid ?? ''} data-offer=${stored.offer ?? ''}>${number(stored.bid, stored.decimals)} / ${number(stored.offer, stored.decimals)} ${stored.currency}</dd></div>
          <div><dt>Client</dt><dd>${stored.client.name}, tier ${stored.client.tier}</dd></div>
          <div><dt>Given</dt><dd>${dateTime(row.at)}</dd></div><div><dt>Valid to</dt><dd>${dateTime(stored.validUntil)}</dd></div>
          <div><dt>Data of</dt><dd>${dateTime(stored.asOf)}, ${stored.source}</dd></div><div><dt>Build</dt><dd>${row.build}${row.build === BUILD ? ', this one' : `, this is ${BUILD}`}</dd></div>
        </dl>
        ${this.outcome(row, request)}
        ${this.figures()}` : nothing}
    </section>`;
  }

  /**
   * What became of the quote. Its fields are written only where what is stored has changed, so that what is being typed stays; the form is a new one for
   * the next quote, as there is none while that is opened.
   * @param {import('../../db/quotes.js').Row} row @param {import('../../core/store.js').Request | null} request
   */
  outcome(row, request) {
    return html`
      <form class="outcome-form" @submit=${(/** @type {Event} */ event) => { event.preventDefault(); this.record(row.key); }}>
        <label class="inline">Outcome <select name="kind" data-testid="history-outcome" @change=${() => this.record(row.key)}>
          ${[['', 'not recorded'], ['traded', 'traded'], ['passed', 'client passed'], ['missed', 'missed, traded away'], ['expired', 'expired']].map(([value, words]) => html`<option value=${value} .selected=${(row.outcome?.kind ?? '') === value}>${words}</option>`)}</select></label>
        <label class="inline grow">Note <input type="text" name="note" data-testid="history-note" autocomplete="off" maxlength="500" .value=${row.outcome?.note ?? ''} @change=${() => this.record(row.key)}></label>
        ${this.trade(row)}
        ${request ? html`<button type="button" class="small" data-testid="history-ask" @click=${() => { askAgain(request); document.querySelector('.command')?.scrollIntoView({ block: 'start' }); }}>Ask again on today’s market</button>` : nothing}
      </form>`;
  }

  /** The trade that this quote became, where it is in the book. @param {import('../../db/quotes.js').Row} row */
  trade({ outcome }) {
    const trade = outcome?.trade;
    if (!trade) return nothing;
    const held = desk.value?.config.trades?.some(one => one.id === trade.id);
    return html`<span class="muted" data-testid="history-trade">Client ${trade.side === 'buy' ? 'bought' : 'sold'} ${plain(trade.quantity)} at ${plain(trade.price)}, ${held ? html`<a href="#book">in the book</a>` : 'not in the book that is loaded'}</span>`;
  }

  verdict() {
    const shown = opened.value;
    if (!shown || shown.state === 'opening') return 'Opening…';
    if (shown.state === 'computing') return 'Computing it again on its stored inputs…';
    if (shown.state === 'failed') return `Not computed again. ${shown.problem}`;
    const { comparison, row } = shown;
    if (!comparison) return '';
    const other = row?.build === BUILD ? '' : ` This is another build (${BUILD}) than gave it (${row?.build}).`;
    const words = comparison.words ? ` ${comparison.words} ${comparison.words === 1 ? 'sentence reads' : 'sentences read'} differently.` : '';
    return comparison.differences.length
      ? `${number(comparison.differences.length, 0)} of ${number(comparison.numbers, 0)} numbers differ; what was stored stands beside what its inputs give now.${other}${words}`
      : `Same numbers: all ${number(comparison.numbers, 0)} are as stored, to the last bit.${other}${words}`;
  }

  figures() {
    const { stored, now, comparison } = /** @type {import('../../core/history-opened.js').Opened} */ (opened.value);
    if (!stored) return nothing;
    const before = figuresOf(stored), after = new Map(now ? figuresOf(now) : []);
    const differs = Boolean(comparison?.differences.length);
    const shownPaths = comparison?.differences.slice(0, 50) ?? [];
    return html`<details ?open=${differs}><summary>Its numbers${differs ? ', stored and now' : ''}</summary>
      <div class="scroll tall" tabindex="0" role="region" aria-label="Numbers of the stored quote"><table class="figures" data-testid="history-figures">
        <thead><tr><th scope="col">Number</th><th scope="col" class="num">Stored</th>${differs ? html`<th scope="col" class="num">Now</th><th scope="col"></th>` : nothing}</tr></thead>
        <tbody>${before.map(([name, value]) => html`<tr><th scope="row">${name}</th><td class="num">${exact(value)}</td>${differs ? html`<td class="num">${exact(after.get(name))}</td><td>${Object.is(after.get(name), value) ? '' : '≠ differs'}</td>` : nothing}</tr>`)}
        ${differs ? shownPaths.map(({ path, stored: a, now: b }) => html`<tr data-testid="history-difference"><th scope="row"><code>${path}</code></th><td class="num">${String(a)}</td><td class="num">${String(b)}</td><td>≠ differs</td></tr>`) : nothing}</tbody></table></div></details>`;
  }

  /** @param {string} key */
  record(key) {
    const form = /** @type {HTMLFormElement} */ (this.querySelector('form'));
    const data = new FormData(form);
    recordOutcome(key, /** @type {any} */ (String(data.get('kind') ?? '')), String(data.get('note') ?? '').trim());
  }
}

customElements.define('history-opened', HistoryOpened);
