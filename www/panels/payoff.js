import { html, nothing } from 'lit';
import { effect } from '@preact/signals-core';
import { XYChart } from '../charts/xy.js';
import { decimalsFor, number, plain } from '../core/format.js';
import { at, peak, viewPayoff } from '../core/payoff-view.js';
import { holder, payoffs, quote, scale, staleReason, theme, trade } from '../core/store.js';
import { Panel } from '../ui/panel.js';

const HEIGHT = 300;
const LINES = [
  { label: 'At expiry', colour: '--ink', width: 2, shade: true },
  { label: 'Today', colour: '--today', width: 1.75, dash: [6, 4] },
];

/** Profit and loss over the price of the underlying, at expiry and today. */
class PayoffPanel extends Panel {
  /** @type {XYChart | null} */ #chart = null;
  /** @type {(() => void)[]} */ #stops = [];

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    const dark = matchMedia('(prefers-color-scheme: dark)');
    const recolour = () => this.#chart?.recolour();
    dark.addEventListener('change', recolour);
    this.#stops.push(() => dark.removeEventListener('change', recolour), effect(() => { void theme.value; queueMicrotask(recolour); }));
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    for (const stop of this.#stops.splice(0)) stop();
    this.#chart?.destroy();
    this.#chart = null;
  }

  /** The payoff as chosen, or null before there is one. */
  get viewed() {
    const shown = quote.value;
    const payoff = payoffs.value[trade.value];
    if (!shown || !payoff) return null;
    const total = shown.quantity * shown.cash.multiplier;
    return viewPayoff(payoff, { holder: holder.value, trade: trade.value, scale: scale.value === 'total' ? total : 1 });
  }

  /** @override */
  render() {
    const viewed = this.viewed;
    const shown = quote.value;
    return html`<section class="panel payoff ${staleReason.value ? 'stale' : ''}" aria-labelledby="payoff-title">
      <header><h2 id="payoff-title">Payoff</h2>
        <div class="toggles">
          ${choice('Trade', trade, [['buy', 'Client buys'], ['sell', 'Client sells']])}
          ${choice('Seen by', holder, [['client', 'Client'], ['dealer', 'Dealer']])}
          ${choice('Size', scale, [['spread', 'Per spread'], ['total', `Total${shown ? ` × ${plain(shown.quantity)}` : ''}`]])}
        </div></header>
      <figure aria-labelledby="payoff-title payoff-summary">
        <div class="legend">
          <span><svg class="key" viewBox="0 0 24 8" aria-hidden="true"><line class="key-expiry" x1="0" x2="24" y1="4" y2="4"></line></svg> at expiry</span>
          <span><svg class="key" viewBox="0 0 24 8" aria-hidden="true"><line class="key-today" x1="0" x2="24" y1="4" y2="4"></line></svg> today</span>
          <output class="readout" id="payoff-readout">${viewed ? `P&L in ${viewed.currency}` : ''}</output>
        </div>
        <div class="plot" id="payoff-plot" data-testid="payoff-plot" tabindex="0" role="application" aria-label="Payoff chart; arrow keys move the cursor"
          @keydown=${(/** @type {KeyboardEvent} */ event) => this.onKey(event)}></div>
        <figcaption id="payoff-summary" data-testid="payoff-summary">${viewed && shown ? this.summary(viewed, shown) : shown ? 'There is no payoff to draw for this request.' : nothing}</figcaption>
        ${viewed ? this.table(viewed) : html`<details><summary>Numbers</summary></details>`}
      </figure>
    </section>`;
  }

  /** @param {import('../core/payoff-view.js').ViewedPayoff} viewed @param {import('../core/types.js').Quote} shown */
  summary(viewed, shown) {
    const decimals = this.decimals(viewed);
    const price = trade.value === 'buy' ? shown.offer : shown.bid;
    const level = price === null || price === undefined ? `the theoretical value ${number(shown.theoretical, shown.decimals + 2)} ${shown.currency}` : `${number(price, shown.decimals)} ${shown.currency}`;
    const amount = (/** @type {number | null} */ value) => (value === null ? 'unlimited' : `${number(Math.abs(value), decimals)} ${viewed.currency}`);
    const top = peak(viewed);
    return html`<b>${holder.value === 'client' ? 'Client' : 'Dealer'}</b>, client ${trade.value === 'buy' ? 'buys' : 'sells'} at ${level}${scale.value === 'total' ? ` × ${plain(shown.quantity)}` : ' per spread'}:
      <span class="profit">largest profit <b data-testid="payoff-max-profit">${amount(viewed.maxProfit)}</b></span>${viewed.maxProfit === null ? nothing
        : html` at <b data-testid="payoff-peak" data-spot=${top}>${plain(top, 2)}</b>`},
      <span class="loss">largest loss <b data-testid="payoff-max-loss">${amount(viewed.maxLoss)}</b></span>${viewed.breakevens.length
        ? html`, breakeven${viewed.breakevens.length > 1 ? 's' : ''} <b>${viewed.breakevens.map(b => number(b, 2)).join(' and ')}</b>` : ', no breakeven'}.${payoffs.value[trade.value]?.modelDependent ? ' Later legs are valued by the model at the first expiry.' : ''}`;
  }

  /** The chart's text: its values where they matter. @param {import('../core/payoff-view.js').ViewedPayoff} viewed */
  table(viewed) {
    const decimals = this.decimals(viewed);
    const reference = quote.value?.referenceForward;
    const rows = [
      ...viewed.strikes.map(x => ({ x, what: 'strike' })),
      ...viewed.breakevens.map(x => ({ x, what: 'breakeven' })),
      ...(reference ? [{ x: reference, what: 'forward' }] : []),
    ].toSorted((a, b) => a.x - b.x);
    return html`<details><summary>Numbers</summary>
      <div class="scroll" tabindex="0" role="region" aria-label="Payoff numbers"><table class="figures" data-testid="payoff-table">
        <thead><tr><th scope="col" class="num">Underlying</th><th scope="col">Point</th><th scope="col" class="num">At expiry, ${viewed.currency}</th><th scope="col" class="num">Today, ${viewed.currency}</th></tr></thead>
        <tbody>${rows.map(({ x, what }) => {
          const expiry = at(viewed.spots, viewed.atExpiry, x);
          return html`<tr data-testid="payoff-row" data-what=${what} data-spot=${x} data-expiry=${expiry}><td class="num">${number(x, 2)}</td><td>${what}</td>
            <td class="num">${number(expiry, decimals, { plus: true })}</td><td class="num">${number(at(viewed.spots, viewed.today, x), decimals, { plus: true })}</td></tr>`;
        })}</tbody></table></div></details>`;
  }

  /** @param {import('../core/payoff-view.js').ViewedPayoff} viewed */
  decimals(viewed) {
    const own = viewed.currency === quote.value?.currency ? quote.value.decimals : 2;
    return scale.value === 'total' ? Math.min(own, decimalsFor(viewed.atExpiry, 5)) : own;
  }

  /** @override */
  updated() {
    const host = /** @type {HTMLElement | null} */ (this.querySelector('#payoff-plot'));
    const viewed = this.viewed;
    if (!host) return;
    if (!viewed) {
      this.#chart?.clear();
      return;
    }
    this.#chart ??= new XYChart(host, {
      lines: LINES, height: HEIGHT, formatX: x => plain(x, 2), formatY: y => plain(y, 6), onCursor: index => this.readOut(index),
    });
    this.#chart.setData(viewed.spots, [viewed.atExpiry, viewed.today], [
      ...viewed.strikes.map(x => ({ x, text: plain(x, 2), colour: '--muted', dash: [2, 3] })),
      ...viewed.breakevens.map(x => ({ x, text: `BE ${number(x, x < 1000 ? 2 : 0)}`, colour: '--accent', dash: [6, 3] })),
    ]);
  }

  /** Writes the values under the cursor; the page redraws nothing else for it. @param {number | null} index */
  readOut(index) {
    const output = this.querySelector('#payoff-readout');
    const viewed = this.viewed;
    if (!output || !viewed) return;
    const decimals = this.decimals(viewed);
    const text = index === null || viewed.spots[index] === undefined ? `P&L in ${viewed.currency}`
      : `${number(viewed.spots[index], 2)}: expiry ${number(viewed.atExpiry[index], decimals, { plus: true })}, today ${number(viewed.today[index], decimals, { plus: true })}`;
    if (output.firstChild instanceof Text || output.lastChild instanceof Text) {
      for (const node of output.childNodes) if (node instanceof Text) { node.data = text; return; }
    }
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    const step = { ArrowLeft: -1, ArrowRight: 1, PageUp: 20, PageDown: -20 }[event.key];
    if (!step) return;
    event.preventDefault();
    this.#chart?.step(step * (event.shiftKey ? 10 : 1));
  }
}

/**
 * A row of radio buttons drawn as one control.
 * @template {string} T
 * @param {string} name @param {import('@preact/signals-core').Signal<T>} value @param {[T, string][]} options
 */
function choice(name, value, options) {
  const group = name.toLowerCase().replace(/\W/g, '-');
  return html`<fieldset class="choice"><legend class="visually-hidden">${name}</legend>${options.map(([key, label]) => html`
    <label><input type="radio" name="payoff-${group}" data-testid="payoff-${group}-${key}" .checked=${value.value === key} @change=${() => { value.value = key; }}><span>${label}</span></label>`)}</fieldset>`;
}

customElements.define('payoff-panel', PayoffPanel);
