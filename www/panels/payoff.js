import { computed, signal } from '@preact/signals-core';
import { html, nothing } from 'lit';
import { XYChart } from '../charts/xy.js';
import { decimalsFor, number, per, plain } from '../core/format.js';
import { at, optionPrice, peakWords, viewPayoff } from '../core/payoff-view.js';
import { holder, payoffs, quote, scale, staleReason, trade } from '../core/store.js';
import { choice } from '../ui/choice.js';
import { ChartPanel } from '../ui/chart-panel.js';
import { Panel } from '../ui/panel.js';

const HEIGHT = 300;
const LINES = [
  { label: 'At expiry', colour: '--ink', width: 2, shade: true },
  { label: 'Today', colour: '--today', width: 1.75, dash: [6, 4] },
];

/** The payoff as chosen, or null before there is one. */
const chosen = computed(() => {
  const shown = quote.value;
  const payoff = payoffs.value[trade.value];
  if (!shown || !payoff) return null;
  const total = shown.quantity * shown.cash.multiplier;
  return viewPayoff(payoff, { holder: holder.value, trade: trade.value, scale: scale.value === 'total' ? total : 1 });
});

/** Decimals of the payoff's money. */
const decimals = computed(() => {
  const viewed = chosen.value;
  const own = viewed?.currency === quote.value?.currency ? quote.value?.decimals ?? 2 : 2;
  return viewed && scale.value === 'total' ? Math.min(own, decimalsFor(viewed.atExpiry, 5)) : own;
});

/** Index of the curve's point under the cursor. @type {import('@preact/signals-core').Signal<number | null>} */
const cursor = signal(null);

/** The values under the cursor; an element of its own, so that nothing else is drawn while it moves. */
class PayoffReadout extends Panel {
  /** @override */
  render() {
    const viewed = chosen.value;
    if (!viewed) return nothing;
    const i = cursor.value;
    if (i === null || viewed.spots[i] === undefined) return `P&L in ${viewed.currency}`;
    const amount = (/** @type {Float64Array} */ curve) => number(curve[i], decimals.value, { plus: true });
    return `${number(viewed.spots[i], 2)}: expiry ${amount(viewed.atExpiry)}, today ${amount(viewed.today)}`;
  }
}
customElements.define('payoff-readout', PayoffReadout);

/** Profit and loss over the price of the underlying, at expiry and today. */
class PayoffPanel extends ChartPanel {
  /** @override */
  render() {
    const viewed = chosen.value;
    const shown = quote.value;
    return html`<section class="panel payoff ${staleReason.value ? 'stale' : ''}" aria-labelledby="payoff-title">
      <header><h2 id="payoff-title">Payoff</h2>
        <div class="toggles">
          ${choice('payoff', 'Trade', trade, [['buy', 'Client buys'], ['sell', 'Client sells']])}
          ${choice('payoff', 'Seen by', holder, [['client', 'Client'], ['dealer', 'Dealer']])}
          ${choice('payoff', 'Size', scale, [['spread', `Per ${per(shown)}`], ['total', `Total${shown ? ` × ${plain(shown.quantity)}` : ''}`]])}
        </div></header>
      <figure aria-labelledby="payoff-title payoff-summary">
        <div class="legend">
          <span><svg class="key" viewBox="0 0 24 8" aria-hidden="true"><line class="key-expiry" x1="0" x2="24" y1="4" y2="4"></line></svg> at expiry</span>
          <span><svg class="key" viewBox="0 0 24 8" aria-hidden="true"><line class="key-today" x1="0" x2="24" y1="4" y2="4"></line></svg> today</span>
          <payoff-readout class="readout"></payoff-readout>
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
    const price = trade.value === 'buy' ? shown.offer : shown.bid;
    const quoted = price !== null && price !== undefined;
    const size = scale.value === 'total' ? ` × ${[shown.quantity, shown.cash.multiplier].filter((factor, i) => i === 0 || factor !== 1).map(factor => plain(factor)).join(' × ')}` : ` per ${per(shown)}`;
    const hedge = shown.tied ? `, ${number(optionPrice(price ?? shown.theoretical, shown.tied), shown.decimals + 2)} without the hedge that is exchanged` : '';
    const level = `${quoted ? number(price, shown.decimals) : `the theoretical value ${number(shown.theoretical, shown.decimals + 2)}`} ${shown.currency}${size}${hedge}`;
    const amount = (/** @type {number | null} */ value) => (value === null ? 'unlimited' : `${number(Math.abs(value), decimals.value)} ${viewed.currency}`);
    const where = peakWords(viewed);
    return html`<b>${holder.value === 'client' ? 'Client' : 'Dealer'}</b>, client ${trade.value === 'buy' ? 'buys' : 'sells'} at ${level}:
      <span class="profit">largest profit <b data-testid="payoff-max-profit">${amount(viewed.maxProfit)}</b></span>${where
        ? html` <span data-testid="payoff-peak">${where}</span>` : nothing},
      <span class="loss">largest loss <b data-testid="payoff-max-loss">${amount(viewed.maxLoss)}</b></span>${viewed.breakevens.length
        ? html`, breakeven${viewed.breakevens.length > 1 ? 's' : ''} <b>${viewed.breakevens.map(b => number(b, 2)).join(' and ')}</b>` : ', no breakeven'}.${payoffs.value[trade.value]?.modelDependent ? ' Later legs are valued by the model at the first expiry.' : ''}`;
  }

  /** The chart's text: its values where they matter. @param {import('../core/payoff-view.js').ViewedPayoff} viewed */
  table(viewed) {
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
            <td class="num">${number(expiry, decimals.value, { plus: true })}</td><td class="num">${number(at(viewed.spots, viewed.today, x), decimals.value, { plus: true })}</td></tr>`;
        })}</tbody></table></div></details>`;
  }

  /** @override */
  updated() {
    const host = /** @type {HTMLElement | null} */ (this.querySelector('#payoff-plot'));
    const viewed = chosen.value;
    if (!host) return;
    if (!viewed) {
      this.chart?.clear();
      return;
    }
    this.chart ??= new XYChart(host, {
      lines: LINES, height: HEIGHT, formatX: x => plain(x, 2), formatY: y => plain(y, 6), onCursor: index => { cursor.value = index; },
    });
    this.chart.setData(viewed.spots, [viewed.atExpiry, viewed.today], [
      ...viewed.strikes.map(x => ({ x, text: plain(x, 2), colour: '--muted', dash: [2, 3] })),
      ...viewed.breakevens.map(x => ({ x, text: `BE ${number(x, x < 1000 ? 2 : 0)}`, colour: '--accent', dash: [6, 3] })),
    ]);
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    const step = { ArrowLeft: -1, ArrowRight: 1, PageUp: 20, PageDown: -20 }[event.key];
    if (!step) return;
    event.preventDefault();
    this.chart?.step(step * (event.shiftKey ? 10 : 1));
  }
}

customElements.define('payoff-panel', PayoffPanel);
