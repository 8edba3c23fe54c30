import { computed } from '@preact/signals-core';
import { html, nothing } from 'lit';
import { XYChart } from '../charts/xy.js';
import { decimalsFor, number, per, percent, plain } from '../core/format.js';
import { at, optionPrice, peakWords, viewPayoff } from '../core/payoff-view.js';
import { addSlices, cursor, drawnPayoff, money, slices, sliders, view } from '../core/payoff-state.js';
import { reader, trades } from '../core/reader.js';
import { holder, priced, scale, staleReason, trade } from '../core/store.js';
import { choice } from '../ui/choice.js';
import { ChartPanel } from '../ui/chart-panel.js';
import { Panel } from '../ui/panel.js';

const HEIGHT = 300;
const LINES = [
  { label: 'At expiry', colour: '--ink', width: 2, shade: true },
  { label: 'Today', colour: '--today', width: 1.75, dash: [6, 4] },
  { label: 'Chosen state', colour: '--chosen', width: 2, dash: [2, 3] },
];

/** The payoff as chosen, or null before there is one. */
export const viewed = computed(() => {
  const shown = priced.value;
  const drawn = drawnPayoff.value;
  if (!shown || !drawn) return null;
  const total = shown.quantity * shown.cash.multiplier;
  const seen = viewPayoff(drawn.payoff, { holder: holder.value, trade: trade.value, scale: scale.value === 'total' ? total : 1, money: money.value, percent: scale.value === 'percent' });
  return drawn.hasState ? seen : { ...seen, chosen: null };
});

/** Decimals of the payoff's money. */
export const decimals = computed(() => {
  const seen = viewed.value;
  if (seen?.inPercent) return 1;
  const own = seen?.currency === priced.value?.currency ? priced.value?.decimals ?? 2 : 2;
  return seen && scale.value === 'total' ? Math.min(own, decimalsFor(seen.atExpiry, 5)) : own;
});

/** The letter of a price that is read out. @param {number} i */
export const letter = i => String.fromCodePoint(65 + i);

/** The values under the cursor; an element of its own, so that nothing else is drawn while it moves. */
class PayoffReadout extends Panel {
  /** @override */
  render() {
    const seen = viewed.value;
    if (!seen) return nothing;
    const i = cursor.value;
    if (i === null || seen.spots[i] === undefined) return html`<span class="muted">P&L in ${seen.currency}; Enter on the chart reads a price out below</span>`;
    const amount = (/** @type {Float64Array} */ curve) => number(curve[i], decimals.value, { plus: true });
    return `${number(seen.spots[i], 2)}: expiry ${amount(seen.atExpiry)}, today ${amount(seen.today)}${seen.chosen ? `, chosen ${amount(seen.chosen)}` : ''} ${seen.currency}`;
  }
}
customElements.define('payoff-readout', PayoffReadout);

/** Profit and loss over the price of the underlying, at expiry and today. */
class PayoffPanel extends ChartPanel {
  /** What stands on the chart, and is put in its place again when the axes move. @type {{ place(): void } | null} */ handles = null;

  /** @override */
  render() {
    const seen = viewed.value;
    const shown = priced.value;
    const coin = drawnPayoff.value?.payoff.coin;
    return html`<section class="panel payoff ${staleReason.value ? 'stale' : ''}" aria-labelledby="payoff-title">
      <header><h2 id="payoff-title">Payoff</h2>
        <div class="toggles">
          ${choice('payoff', 'Trade', trade, reader.value === 'client' ? [['buy', 'You buy'], ['sell', 'You sell']] : [['buy', 'Client buys'], ['sell', 'Client sells']])}
          ${reader.value === 'client' ? nothing : choice('payoff', 'Seen by', holder, [['client', 'Client'], ['dealer', 'Dealer']])}
          ${choice('payoff', 'Size', scale, [['spread', `Per ${per(shown)}`], ['total', `Total${shown ? ` × ${plain(shown.quantity)}` : ''}`], ['percent', '% of price']])}
          ${choice('payoff', 'Money', money, [['price', shown?.priceCurrency ?? 'USD'], ...(coin || !shown ? [/** @type {['coin', string]} */ (['coin', coin?.currency ?? 'coin'])] : [])])}
        </div></header>
      <figure aria-labelledby="payoff-title payoff-summary">
        <div class="legend">
          <span><svg class="key" viewBox="0 0 24 8" aria-hidden="true"><line class="key-expiry" x1="0" x2="24" y1="4" y2="4"></line></svg> at expiry</span>
          <span><svg class="key" viewBox="0 0 24 8" aria-hidden="true"><line class="key-today" x1="0" x2="24" y1="4" y2="4"></line></svg> today</span>
          <span class=${seen?.chosen ? '' : 'unused'}><svg class="key" viewBox="0 0 24 8" aria-hidden="true"><line class="key-chosen" x1="0" x2="24" y1="4" y2="4"></line></svg> chosen state</span>
        </div>
        <div class="readout-line"><payoff-readout class="readout"></payoff-readout></div>
        <div class="plot" id="payoff-plot" data-testid="payoff-plot" tabindex="0" role="application" aria-label="Payoff chart; arrow keys move the cursor, Enter reads its price out below"
          @keydown=${(/** @type {KeyboardEvent} */ event) => this.onKey(event)}></div>
        <figcaption id="payoff-summary" data-testid="payoff-summary">${seen && shown ? this.summary(seen, shown) : shown ? 'There is no payoff to draw for this request.' : nothing}</figcaption>
        <payoff-controls></payoff-controls>
        ${seen ? this.table(seen) : html`<details><summary>Numbers</summary></details>`}
      </figure>
    </section>`;
  }

  /** @param {import('../core/payoff-view.js').ViewedPayoff} seen @param {import('../core/types.js').Priced} shown */
  summary(seen, shown) {
    const drawn = drawnPayoff.value;
    const isMoving = drawn?.base === null;
    const price = trade.value === 'buy' ? shown.offer : shown.bid;
    const quoted = price !== null && price !== undefined;
    const size = scale.value === 'total' ? ` × ${[shown.quantity, shown.cash.multiplier].filter((factor, i) => i === 0 || factor !== 1).map(factor => plain(factor)).join(' × ')}` : ` per ${per(shown)}`;
    const hedge = shown.tied ? `, ${number(optionPrice(price ?? shown.theoretical, shown.tied), shown.decimals + 2)} without the hedge that is exchanged` : '';
    const isClients = reader.value === 'client';
    const level = isMoving ? 'theoretical value, strikes not let go yet'
      : `${quoted ? `${isClients ? 'the indicative ' : ''}${number(price, shown.decimals)}` : `the theoretical value ${number(shown.theoretical, shown.decimals + 2)}`} ${shown.currency}${size}${hedge}`;
    const unit = seen.inPercent ? '\u202f%' : ` ${seen.currency}`;
    const amount = (/** @type {number | null} */ value) => (value === null ? 'unlimited' : `${number(Math.abs(value), decimals.value)}${unit}`);
    const where = peakWords(seen);
    return html`<b>${isClients ? 'You' : holder.value === 'client' ? 'Client' : 'Dealer'}</b>, ${isClients ? trade.value === 'buy' ? 'buying' : 'selling' : trades(trade.value)} at ${level}:
      <span class="profit">largest profit <b data-testid="payoff-max-profit">${amount(seen.maxProfit)}</b></span>${where
        ? html` <span data-testid="payoff-peak">${where}</span>` : nothing},
      <span class="loss">largest loss <b data-testid="payoff-max-loss">${amount(seen.maxLoss)}</b></span>${seen.breakevens.length
        ? html`, breakeven${seen.breakevens.length > 1 ? 's' : ''} <b>${seen.breakevens.map(b => number(b, 2)).join(' and ')}</b>` : ', no breakeven'}.
      Probability of profit at expiry <b data-testid="payoff-chance" data-value=${seen.chanceOfProfit ?? ''}>${percent(seen.chanceOfProfit)}</b>
      <span class="muted" data-testid="payoff-assumption">${drawn?.payoff.assumption}</span>`;
  }

  /** The chart's text: its values where they matter. @param {import('../core/payoff-view.js').ViewedPayoff} seen */
  table(seen) {
    const reference = priced.value?.referenceForward;
    const rows = [
      ...seen.strikes.map(x => ({ x, what: 'strike' })),
      ...seen.breakevens.map(x => ({ x, what: 'breakeven' })),
      ...seen.bands.flatMap(({ sigmas, low, high }) => [{ x: low, what: `−${sigmas}σ` }, { x: high, what: `+${sigmas}σ` }]),
      ...(reference ? [{ x: reference, what: 'forward' }] : []),
    ].filter(({ x }) => x >= (seen.spots[0] ?? 0) && x <= (seen.spots.at(-1) ?? Infinity)).toSorted((a, b) => a.x - b.x);
    const { chosen } = seen;
    const head = (/** @type {string} */ of) => html`<th scope="col" class="num">${of}, ${seen.currency}</th>`;
    return html`<details class="numbers"><summary>Numbers</summary>
      <div class="scroll" tabindex="0" role="region" aria-label="Payoff numbers"><table class="figures" data-testid="payoff-table">
        <thead><tr><th scope="col" class="num">Underlying</th><th scope="col">Point</th>${head('At expiry')}${head('Today')}${chosen ? head('Chosen') : nothing}</tr></thead>
        <tbody>${rows.map(({ x, what }) => {
          const expiry = at(seen.spots, seen.atExpiry, x);
          const cell = (/** @type {Float64Array} */ curve) => html`<td class="num">${number(at(seen.spots, curve, x), decimals.value, { plus: true })}</td>`;
          return html`<tr data-testid="payoff-row" data-what=${what} data-spot=${x} data-expiry=${expiry}><td class="num">${number(x, 2)}</td><td>${what}</td>
            ${cell(seen.atExpiry)}${cell(seen.today)}${chosen ? cell(chosen) : nothing}</tr>`;
        })}</tbody></table></div>
      <p class="hint">σ bands: the price ends inside with the probability that a normal variable is within one (68.3\u202f%) or two (95.4\u202f%) standard deviations, by ${view.value ? 'your own view of' : 'the distribution that the fitted smile implies at'} the first expiry.</p></details>`;
  }

  /** @override */
  updated() {
    const host = /** @type {HTMLElement | null} */ (this.querySelector('#payoff-plot'));
    const seen = viewed.value;
    if (!host) return;
    if (!seen) {
      this.chart?.clear();
      return;
    }
    this.chart ??= new XYChart(host, {
      lines: LINES, height: HEIGHT, formatX: x => plain(x, 2), formatY: y => plain(y, 6), onCursor: index => { cursor.value = index; }, onLayout: () => this.handles?.place(),
    });
    // A slider that has moved is drawn with its answer, not before.
    const state = seen.chosen && sliders.peek().spotMove ? drawnPayoff.value?.payoff.state : null;
    const shades = seen.bands.toSorted((a, b) => b.sigmas - a.sigmas).map(({ sigmas, low, high }) => ({ low, high, text: `±${sigmas}σ ${plain(low, low < 100 ? 2 : 0)}–${plain(high, high < 100 ? 2 : 0)}` }));
    this.chart.setData(seen.spots, [seen.atExpiry, seen.today, seen.chosen ?? Array.from(seen.spots, () => null)], [
      ...seen.strikes.map(x => ({ x, text: plain(x, 2), colour: '--muted', dash: [2, 3] })),
      ...seen.breakevens.map(x => ({ x, text: `BE ${number(x, x < 1000 ? 2 : 0)}`, colour: '--accent', dash: [6, 3] })),
      ...slices.value.map((x, i) => ({ x, text: letter(i), colour: '--ink', dash: [1, 2], inside: true })),
      ...(state ? [{ x: state.spot, text: `spot ${plain(state.spot, 0)}`, colour: '--chosen', dash: [4, 2], inside: true }] : []),
    ], { shades });
    // For what measures how long a slider takes to be seen.
    performance.mark('payoff-drawn');
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    if (event.key === 'Enter' && this.chart && this.chart.cursorValue !== null) return addSlices([this.chart.cursorValue]);
    const step = { ArrowLeft: -1, ArrowRight: 1, PageUp: 20, PageDown: -20 }[event.key];
    if (!step) return;
    event.preventDefault();
    this.chart?.step(step * (event.shiftKey ? 10 : 1));
  }
}

customElements.define('payoff-panel', PayoffPanel);
