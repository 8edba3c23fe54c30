import { computed, signal } from '@preact/signals-core';
import { html, nothing } from 'lit';
import { XYChart } from '../../charts/xy.js';
import { number, plain } from '../../core/format.js';
import { AXES, bars, modelLine, modelVol, quoteWords, span, stepQuote, volRange, volWords } from '../../core/smile-view.js';
import { chosenExpiry, slice, volatility } from '../../core/volatility.js';
import { select } from '../../ui/choice.js';
import { ChartPanel } from '../../ui/chart-panel.js';
import { Panel } from '../../ui/panel.js';
import { sliceCard } from './report.js';

const HEIGHT = 340;
const LINES = [
  { label: 'Model', colour: '--ink', width: 2 },
  { label: 'Model beyond the quotes', colour: '--ink', width: 1.5, dash: [5, 4] },
];

/** @type {import('@preact/signals-core').Signal<import('../../core/smile-view.js').AxisName>} */
const across = signal('strike');
/** @type {import('@preact/signals-core').Signal<'quoted' | 'all'>} */
const reach = signal('quoted');
/** Which of the quotes that were left out are drawn. @type {import('@preact/signals-core').Signal<keyof typeof LEFT_OUT>} */
const leftOut = signal('most');
/** The quote that is read out, by its place among those drawn. @type {import('@preact/signals-core').Signal<number | null>} */
const selected = signal(null);

/** Whether the table of quotes is on show; a long one is not built before. */
const tableOpen = signal(false);

/** Of a strike's call and put the one out of the money is fitted; the other's bar would only lie over it. */
const LEFT_OUT = {
  most: { words: 'All but in the money', shows: (/** @type {string | null} */ dropped) => dropped !== 'in the money' },
  all: { words: 'All', shows: () => true },
  none: { words: 'None', shows: (/** @type {string | null} */ dropped) => dropped === null },
};

/** The quotes that are drawn, by strike. */
const quotes = computed(() => slice.value?.quotes.filter(({ dropped }) => LEFT_OUT[leftOut.value].shows(dropped)) ?? []);

/** What is drawn of the chosen expiry. */
const drawn = computed(() => {
  const shown = slice.value;
  if (!shown) return null;
  const axis = AXES[across.value];
  const window = span(shown, reach.value === 'all');
  const line = modelLine(shown, axis, window);
  const marks = bars(shown, quotes.value, axis);
  const within = quotes.value.map(({ k }) => k >= window[0] && k <= window[1]);
  return { shown, axis, line, marks, rangeY: volRange([line.inside.some(vol => vol !== null) ? line.inside : line.outside], marks.filter((_, i) => within[i])), hidden: within.filter(inside => !inside).length };
});

/** The quote under the pointer or the keyboard; an element of its own, so that nothing else is drawn while it moves. */
class SmileReadout extends Panel {
  /** @override */
  render() {
    const shown = slice.value;
    const quote = selected.value === null ? null : quotes.value[selected.value];
    if (!shown || !quote) return html`<span class="muted">Point at a quote, or focus the chart and use the arrow keys</span>`;
    return html`<span data-testid="smile-readout" data-strike=${quote.strike} data-dropped=${quote.dropped ?? ''}>${quoteWords(shown, quote)}</span>`;
  }
}
customElements.define('smile-readout', SmileReadout);

/** One expiry: the model's line through the quotes it was fitted to, and those it was not. */
class SmileView extends ChartPanel {
  /** @type {unknown} */ #shown = null;

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    this.#shown = null;
    selected.value = null;
  }

  /** @override */
  render() {
    const all = volatility.value?.slices ?? [];
    const now = drawn.value;
    if (!now) return nothing;
    const { shown, hidden } = now;
    const fitted = shown.quotes.filter(({ dropped }) => dropped === null).length;
    return html`<div class="controls">
        ${select('Expiry', 'smile-expiry', shown.expiry, all.map(({ expiry, code }) => [expiry, code]), expiry => { selected.value = null; chosenExpiry.value = expiry; })}
        ${select('Across', 'smile-axis', across.value, Object.entries(AXES).map(([name, { title }]) => [name, title]), name => { across.value = /** @type {any} */ (name); })}
        ${select('Left out', 'smile-left-out', leftOut.value, Object.entries(LEFT_OUT).map(([name, { words }]) => [name, words]), name => { selected.value = null; leftOut.value = /** @type {any} */ (name); })}
        ${select('Strikes', 'smile-reach', reach.value, [['quoted', 'Around the fitted ones'], ['all', 'Every listed one']], name => { reach.value = /** @type {any} */ (name); })}
      </div>
      <div class="beside">
        <figure aria-labelledby="smile-summary">
          <div class="legend">
            <span><svg class="key" viewBox="0 0 24 8" aria-hidden="true"><line class="key-expiry" x1="0" x2="24" y1="4" y2="4"></line></svg> model</span>
            <span><svg class="key" viewBox="0 0 24 8" aria-hidden="true"><line class="key-beyond" x1="0" x2="24" y1="4" y2="4"></line></svg> beyond the fitted quotes</span>
            <span><svg class="key key-mark" viewBox="0 0 12 12" aria-hidden="true"><path class="key-bar" d="M6 1V11M3 1H9M3 11H9"></path></svg> bid to offer, fitted</span>
            <span><svg class="key key-mark" viewBox="0 0 12 12" aria-hidden="true"><path class="key-cross" d="M2 2L10 10M2 10L10 2"></path></svg> left out of the fit</span>
          </div>
          <div class="plot smile" id="smile-plot" data-testid="smile-plot" tabindex="0" role="application" aria-label="Smile; left and right arrow keys go from quote to quote, up and down among those left out"
            data-expiry=${shown.expiry} data-axis=${across.value} data-fitted=${fitted} data-line=${now.line.xs.length}
            @keydown=${(/** @type {KeyboardEvent} */ event) => this.onKey(event)} @focus=${() => { selected.value ??= stepQuote(quotes.value, null, 'ArrowRight'); this.chart?.select(selected.value); }}></div>
          <p class="quote-readout" role="status"><smile-readout></smile-readout></p>
          <figcaption id="smile-summary" data-testid="smile-summary">Implied volatility of ${shown.code} in %: the model, ${fitted} fitted quotes of ${shown.quotes.length}${
            quotes.value.length - fitted ? ` and ${quotes.value.length - fitted} left out` : ''}${hidden ? `; ${hidden} of them beyond the strikes drawn` : ''}. Forward ${number(shown.forward, 2)}.</figcaption>
        </figure>
        ${sliceCard()}
      </div>
      ${this.table(shown)}`;
  }

  /** The chart's text. @param {import('../../core/smile-view.js').Slice} shown */
  table(shown) {
    const open = tableOpen.value;
    return html`<details class="quotes" @toggle=${(/** @type {Event} */ event) => { tableOpen.value = /** @type {HTMLDetailsElement} */ (event.currentTarget).open; }}><summary>Every quote of ${shown.code} as a table</summary>
      ${open ? html`<div class="scroll tall" tabindex="0" role="region" aria-label="Quotes of ${shown.code}"><table class="figures" data-testid="smile-table">
        <thead><tr><th scope="col" class="num">Strike</th><th scope="col">Type</th><th scope="col" class="num">ln(K/F)</th><th scope="col" class="num">Bid<small>vol %</small></th>
          <th scope="col" class="num">Offer<small>vol %</small></th><th scope="col" class="num">Model<small>vol %</small></th><th scope="col">In the fit</th></tr></thead>
        <tbody>${shown.quotes.map(quote => html`<tr data-testid="smile-row" data-dropped=${quote.dropped ?? ''}>
          <th scope="row" class="num">${plain(quote.strike, 4)}</th><td>${quote.type}</td><td class="num">${number(quote.k, 4, { plus: true })}</td>
          <td class="num">${volWords(quote.bidVol)}</td><td class="num">${volWords(quote.askVol)}</td><td class="num">${volWords(modelVol(shown, quote.k))}</td>
          <td>${quote.dropped === null ? 'fitted' : html`<span aria-hidden="true">✕</span> ${quote.dropped}`}</td></tr>`)}</tbody></table></div>` : nothing}</details>`;
  }

  /** @override */
  updated() {
    const host = /** @type {HTMLElement | null} */ (this.querySelector('#smile-plot'));
    const now = drawn.value;
    if (!host || !now || now === this.#shown) return;
    this.#shown = now;
    this.chart ??= new XYChart(host, {
      lines: LINES, height: HEIGHT, formatX: x => AXES[across.value].format(x), formatY: y => `${plain(y, 2)}\u202f%`,
      onMark: index => { if (index === selected.value) return; selected.value = index; this.chart?.select(index); },
    });
    const { shown, axis, line, marks, rangeY } = now;
    const atForward = modelVol(shown, 0) ** 2 * shown.years;
    this.chart.setData(line.xs, [line.inside, line.outside], [{ x: axis.at(0, atForward, shown.forward), text: 'forward', colour: '--muted', dash: [2, 3] }], { marks, rangeY });
    this.chart.select(selected.value);
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    const next = stepQuote(quotes.value, selected.value, event.key);
    if (next === null) return;
    event.preventDefault();
    selected.value = next;
    this.chart?.select(next);
  }
}

customElements.define('smile-view', SmileView);
