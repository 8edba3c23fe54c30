import { computed, signal } from '@preact/signals-core';
import { html, nothing } from 'lit';
import { XYChart } from '../../charts/xy.js';
import { wholeCard, place } from '../../core/fit-words.js';
import { fine, number } from '../../core/format.js';
import { at } from '../../core/payoff-view.js';
import { slice, volatility } from '../../core/volatility.js';
import { select } from '../../ui/choice.js';
import { ChartPanel } from '../../ui/chart-panel.js';
import { Panel } from '../../ui/panel.js';
import { termColour, varianceLines } from '../../core/variance-view.js';

const HEIGHT = 400;

/** @type {import('@preact/signals-core').Signal<'log' | 'linear'>} */
const scale = signal('log');
/** Index of the point under the cursor. @type {import('@preact/signals-core').Signal<number | null>} */
const cursor = signal(null);

const drawn = computed(() => {
  const surface = volatility.value;
  return surface && varianceLines(surface, scale.value === 'log');
});

/** The values under the cursor. */
class VarianceReadout extends Panel {
  /** @override */
  render() {
    const now = drawn.value;
    const i = cursor.value;
    const k = i === null ? undefined : now?.ks[i];
    if (!now || k === undefined) return html`<span class="muted">Point at the chart, or focus it and use the arrow keys</span>`;
    const order = now.lines.map(({ slice, ws }) => ({ code: slice.code, w: /** @type {number} */ (ws[/** @type {number} */ (i)]) }));
    const crossed = order.findIndex(({ w }, n) => n > 0 && w < /** @type {number} */ (order[n - 1]?.w));
    return html`<span data-testid="variance-readout">ln(K/F) ${number(k, 3, { plus: true })}: ${crossed > 0
      ? html`<b class="loss">${order[crossed]?.code} lies below ${order[crossed - 1]?.code}</b>` : 'every expiry lies above the one before'}, from ${number(order[0]?.w, 5)} to ${number(order.at(-1)?.w, 4)}</span>`;
  }
}
customElements.define('variance-readout', VarianceReadout);

/** Every expiry in total variance over log-moneyness: lines that cross are calendar arbitrage. */
class VarianceView extends ChartPanel {
  /** @type {unknown} */ #shown = null;

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    this.#shown = null;
    cursor.value = null;
  }

  /** @override */
  render() {
    const now = drawn.value;
    const surface = volatility.value;
    if (!now || !surface) return nothing;
    const gap = wholeCard(surface.of.expiries)?.gap;
    const cards = new Map(surface.of.expiries.map(card => [card.expiry, card]));
    return html`<div class="controls">
        ${select('Scale', 'variance-scale', scale.value, [['log', 'Logarithmic'], ['linear', 'Linear']], name => { scale.value = /** @type {any} */ (name); })}
      </div>
      <div class="beside">
        <figure aria-labelledby="variance-summary">
          <div class="legend">
            <span><svg class="key" viewBox="0 0 24 8" aria-hidden="true"><line class="key-expiry" x1="0" x2="24" y1="4" y2="4"></line></svg> between its fitted strikes</span>
            <span><svg class="key" viewBox="0 0 24 8" aria-hidden="true"><line class="key-beyond" x1="0" x2="24" y1="4" y2="4"></line></svg> beyond them</span>
          </div>
          <div class="plot variance" id="variance-plot" data-testid="variance-plot" tabindex="0" role="application" aria-label="Total variance of every expiry; arrow keys move the cursor"
            data-lines=${now.lines.length} data-scale=${scale.value} @keydown=${(/** @type {KeyboardEvent} */ event) => this.onKey(event)}></div>
          <p class="quote-readout" role="status"><variance-readout></variance-readout></p>
          <figcaption id="variance-summary" data-testid="variance-summary">Total variance σ²T over ln(K/F). ${gap
            ? html`A line that falls below an earlier expiry’s would be calendar arbitrage; ${gap.value < 0
              ? html`<b class="loss">${gap.code} does, by ${fine(-gap.value, 5)} ${place(gap.at)}.</b>` : html`none does: the smallest gap is ${fine(gap.value, 5)}, ${gap.code} ${place(gap.at)}.`}` : ''}</figcaption>
        </figure>
        <div class="scroll tall" tabindex="0" role="region" aria-label="Expiries in total variance"><table class="figures terms" data-testid="variance-legend">
          <caption class="visually-hidden">Expiries, their total variance at the forward and their smallest gap to the expiry before</caption>
          <thead><tr><th scope="col">Expiry</th><th scope="col" class="num">σ²T<small>at the forward</small></th><th scope="col" class="num">Least gap<small>to the one before</small></th><th scope="col" class="num">at<small>ln(K/F)</small></th></tr></thead>
          <tbody>${now.lines.map(({ slice: one }, i) => html`<tr class=${one === slice.value ? 'current' : ''}>
            <th scope="row"><svg class="key" viewBox="0 0 24 8" aria-hidden="true"><line stroke=${termColour(i, now.lines.length)} stroke-width="3" x1="0" x2="24" y1="4" y2="4"></line></svg> ${one.code}</th>
            <td class="num">${number(at(one.ks, one.ws, 0), 5)}</td><td class="num">${fine(cards.get(one.expiry)?.minCalendarGap, 5)}</td>
            <td class="num">${number(cards.get(one.expiry)?.minCalendarGapAt, 2, { plus: true })}</td></tr>`)}</tbody></table></div>
      </div>`;
  }

  /** @override */
  updated() {
    const host = /** @type {HTMLElement | null} */ (this.querySelector('#variance-plot'));
    const now = drawn.value;
    if (!host || !now || now === this.#shown) return;
    this.#shown = now;
    // Another surface has other lines.
    this.replace(null);
    host.replaceChildren();
    const log = scale.value === 'log';
    const chart = new XYChart(host, {
      lines: now.lines.flatMap(({ slice: { code } }, i) => {
        const colour = termColour(i, now.lines.length);
        return [{ label: code, colour, width: 2 }, { label: `${code} beyond`, colour, width: 1, dash: [4, 4], end: code.split(' ')[0] ?? code }];
      }),
      height: HEIGHT, formatX: x => number(x, 2, { plus: true }), formatY: y => number(log ? 10 ** y : y, log ? Math.max(0, Math.ceil(-y)) : 3), onCursor: index => { cursor.value = index; },
    });
    this.replace(chart);
    chart.setData(now.ks, now.lines.flatMap(({ inside, outside }) => [inside, outside]), [{ x: 0, text: 'forward', colour: '--muted', dash: [2, 3] }], { rangeY: now.rangeY });
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    const step = { ArrowLeft: -1, ArrowRight: 1, PageUp: 10, PageDown: -10 }[event.key];
    if (!step) return;
    event.preventDefault();
    this.chart?.step(step);
  }
}

customElements.define('variance-view', VarianceView);
