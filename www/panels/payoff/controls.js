import { batch } from '@preact/signals-core';
import { html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import { startExploring, zoomBy, zoomToBands } from '../../core/explore.js';
import { decimalsFor, number, per, percent, plain } from '../../core/format.js';
import { parseNumber } from '../../core/parse-number.js';
import { addSlices, AT_REST, drawnPayoff, dynamics, exploreProblem, MOST_SLICES, quotedPayoff, slices, sliders, view, zoom } from '../../core/payoff-state.js';
import { dateEnd, dateStep, dateWords, DYNAMICS, expiryStops, isAtRest, settledWords, snapped } from '../../core/scenario-form.js';
import { holder, priced, scale, trade } from '../../core/store.js';
import { select } from '../../ui/choice.js';
import { Panel } from '../../ui/panel.js';
import { decimals, letter, viewed } from '../payoff.js';
import { StrikeHandles } from './handles.js';

/** @typedef {import('../../core/payoff-state.js').Sliders} Sliders @typedef {keyof Sliders} SliderName */

/** The sliders that every package has, in the order of the page. @type {{ name: SliderName, label: string, most: number, step: number, words: (value: number, spot: number) => string }[]} */
const SLIDERS = [
  { name: 'spotMove', label: 'Spot', most: 30, step: 0.5, words: (value, spot) => `${signed(value)}\u202f%: ${plain(spot * (1 + value / 100), 2)}` },
  { name: 'points', label: 'Vol level', most: 30, step: 0.5, words: value => `${signed(value)} vol pts` },
  { name: 'tilt', label: 'Skew', most: 10, step: 0.25, words: value => `${number(value, 2, { plus: true })} vol pts per σ` },
];

/** The largest drift and volatility that the engine takes for a view. */
const MOST_VIEW = 10;

/** @param {number} value */
const signed = value => number(value, 1, { plus: true });

/** Moves one slider. @param {SliderName} name @param {number} value */
function set(name, value) {
  sliders.value = { ...sliders.value, [name]: value };
}

/** A loss in words, or what is gained in its place. @param {number} loss */
const lost = loss => `${number(Math.abs(loss), decimals.value)} ${viewed.value?.currency ?? ''}${loss < 0 ? ' gained' : ' lost'}`;

/** A view to begin with: no drift, and the volatility of the first leg. */
const firstView = () => ({ drift: 0, vol: Number((priced.value?.legs.find(leg => leg.vol)?.vol ?? 0.5).toFixed(3)) });

/** Takes what was typed into a field of the view, in percent; what cannot be meant is marked and not taken. @param {'drift' | 'vol'} name @param {HTMLInputElement} field */
function setView(name, field) {
  const parsed = parseNumber(field.value);
  const value = parsed.error === undefined ? parsed.value / 100 : NaN;
  const fits = name === 'vol' ? value > 0 && value <= MOST_VIEW : Math.abs(value) <= MOST_VIEW;
  field.setAttribute('aria-invalid', String(!fits));
  if (fits && view.value) view.value = { ...view.value, [name]: value };
}

/** Greeks of a price that is read out. @type {[keyof import('../../core/types.js').Greeks, string, string][]} */
const GREEKS = [['delta', 'Delta', ''], ['gamma', 'Gamma', 'per 1.00'], ['vegaPerPoint', 'Vega', '/ vol pt'], ['thetaPerDay', 'Theta', '/ day']];

/** The chosen state, the zoom and the prices that are read out, under the payoff chart. */
class PayoffControls extends Panel {
  /** @type {StrikeHandles | null} */ #handles = null;
  /** @type {AbortController | null} */ #wheel = null;

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    startExploring();
    const panel = /** @type {any} */ (this.closest('payoff-panel'));
    if (!panel) return;
    this.#handles = new StrikeHandles(panel);
    panel.handles = this.#handles;
    this.#handles.place();
    this.#wheel = new AbortController();
    panel.querySelector('#payoff-plot')?.addEventListener('wheel', (/** @type {WheelEvent} */ event) => {
      // Without Ctrl a wheel scrolls the page, as everywhere else.
      if (!event.ctrlKey) return;
      event.preventDefault();
      const over = panel.chart?.over;
      const centre = over ? panel.chart.valueAt(event.clientX - over.getBoundingClientRect().left) : undefined;
      zoomBy(event.deltaY < 0 ? 0.8 : 1.25, centre);
    }, { passive: false, signal: this.#wheel.signal });
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    this.#handles?.destroy();
    this.#wheel?.abort();
  }

  /** @override */
  render() {
    const drawn = drawnPayoff.value;
    const base = quotedPayoff.value;
    if (!drawn || !base) return nothing;
    return html`
      <div class="chart-tools"><span class="buttons-row" role="group" aria-label="Zoom">
          <button type="button" class="small icon" aria-label="Zoom in" data-testid="zoom-in" @click=${() => zoomBy(0.7)}>+</button>
          <button type="button" class="small icon" aria-label="Zoom out" data-testid="zoom-out" @click=${() => zoomBy(1 / 0.7)}>−</button>
          <button type="button" class="small" data-testid="zoom-bands" ?disabled=${!drawn.payoff.bands.length} @click=${zoomToBands}>±2σ</button>
          <button type="button" class="small" data-testid="zoom-reset" ?disabled=${!zoom.value} @click=${() => { zoom.value = null; }}>Reset zoom</button></span>
        <span class="hint wide-only">Ctrl + wheel zooms; drag the strikes on the chart</span></div>
      <fieldset class="state"><legend>Chosen state</legend>
        ${this.sliders(base)}
        <div class="state-row">${select('When spot moves', 'dynamics', dynamics.value, DYNAMICS, value => { dynamics.value = /** @type {any} */ (value); })}
          <button type="button" class="small" data-testid="state-reset" ?disabled=${isAtRest(sliders.value)} @click=${() => { sliders.value = AT_REST; }}>Back to today</button></div>
        <p class="state-words" data-testid="state-words">${this.words(drawn)}</p>
      </fieldset>
      ${this.chances()}
      ${this.slices(drawn.payoff)}`;
  }

  /** What probabilities rest on, and what the worst outcomes come to. */
  chances() {
    const own = view.value;
    const tail = viewed.value?.tail;
    const field = (/** @type {'drift' | 'vol'} */ name, /** @type {string} */ label) => html`<label class="inline">${label} <input type="text" inputmode="decimal" data-testid="view-${name}" autocomplete="off"
      .value=${plain(100 * (own?.[name] ?? 0))} @change=${(/** @type {Event} */ event) => setView(name, /** @type {HTMLInputElement} */ (event.currentTarget))}> % a year</label>`;
    return html`<fieldset class="state"><legend>Probabilities</legend>
      <div class="state-row">${select('Rest on', 'view', own ? 'own' : 'market', [['market', 'the market: what the smile implies'], ['own', 'a view of your own']], value => { view.value = value === 'own' ? firstView() : null; })}
        ${own ? html`${field('drift', 'Drift')}${field('vol', 'Volatility')}` : nothing}</div>
      <p class="state-words" data-testid="tail-words">${tail ? this.tail(tail) : html`<span class="muted">What the worst outcomes come to is not known here.</span>`}</p></fieldset>`;
  }

  /** @param {NonNullable<import('../../core/payoff-view.js').ViewedPayoff['tail']>} tail */
  tail({ level, valueAtRisk, expectedShortfall }) {
    return html`Worst ${percent(1 - level, 0)} of outcomes at the first expiry: <b data-testid="value-at-risk" data-value=${valueAtRisk}>${lost(valueAtRisk)}</b> or worse (value at risk),
      <b data-testid="expected-shortfall" data-value=${expectedShortfall}>${lost(expectedShortfall)}</b> on average (expected shortfall).`;
  }

  /** @param {import('../../core/types.js').Payoff} base */
  sliders(base) {
    const stops = expiryStops(base);
    const last = stops.at(-1)?.hours ?? 0;
    const step = dateStep(last);
    const { hours } = sliders.value;
    const row = (/** @type {SliderName} */ name, /** @type {string} */ label, /** @type {[number, number, number]} */ [low, high, by], /** @type {string} */ words, /** @type {unknown} */ more = nothing) => html`
      <div class="slider"><label for="slide-${name}">${label}</label>
        <input type="range" id="slide-${name}" data-testid="slide-${name}" min=${low} max=${high} step=${by} .value=${live(String(sliders.value[name]))} aria-valuetext=${words} list=${more === nothing ? nothing : 'date-stops'}
          @input=${(/** @type {Event} */ event) => {
            const value = Number(/** @type {HTMLInputElement} */ (event.currentTarget).value);
            set(name, name === 'hours' ? snapped(value, stops, step) : value);
          }}>
        <output for="slide-${name}" data-testid="said-${name}">${words}</output>
        <button type="button" class="small icon" aria-label="Reset ${label.toLowerCase()}" ?disabled=${!sliders.value[name]} @click=${() => set(name, 0)}>↺</button>${more}</div>`;
    const [spot, ...others] = SLIDERS.map(({ name, label, most, step: by, words }) => row(name, label, [-most, most, by], words(sliders.value[name], base.spot)));
    return html`${spot}
      ${row('hours', 'Date', [0, dateEnd(last), step], dateWords(base.asOf, hours, stops), html`<datalist id="date-stops">${stops.map(stop => html`<option value=${stop.hours} label=${stop.code}></option>`)}</datalist>
        <span class="stops">${stops.slice(0, 6).map(stop => html`<button type="button" class="small" data-testid="date-stop" aria-pressed=${Math.abs(stop.hours - hours) < 1e-6 ? 'true' : 'false'}
          @click=${() => set('hours', stop.hours)}>${stop.code} expires</button>`)}</span>`)}
      ${others}`;
  }

  /** What the chosen state comes to. @param {import('../../core/payoff-state.js').Explored} drawn */
  words(drawn) {
    if (exploreProblem.value) return html`<span class="loss">${exploreProblem.value}</span>`;
    const state = drawn.hasState ? drawn.payoff.state : null;
    const seen = viewed.value;
    if (!state || !seen) return html`<span class="muted">Every slider is at today. Move one to draw a third line.</span>`;
    const { delta, vegaPerPoint, thetaPerDay } = state.greeks;
    const turn = this.turn();
    const greek = (/** @type {number} */ value) => number(value * turn, decimalsFor([value * turn], 3), { plus: true });
    return html`<b>P&L <span data-testid="state-gain" data-value=${seen.amountAt(state.spot, state.gain)}>${number(seen.amountAt(state.spot, state.gain), decimals.value, { plus: true })}</span> ${seen.currency}</b> at ${number(state.spot, 2)},
      delta ${greek(delta)}, vega ${greek(vegaPerPoint)}, theta ${greek(thetaPerDay)} a day. ${settledWords(state.settled.length)}`;
  }

  /** What Greeks of buying one spread are multiplied with to be those that are seen. */
  turn() {
    const shown = priced.value;
    const sign = (holder.value === 'client') === (trade.value === 'buy') ? 1 : -1;
    return sign * (scale.value === 'total' && shown ? shown.quantity * shown.cash.multiplier : 1);
  }

  /** @param {import('../../core/types.js').Payoff} payoff */
  slices(payoff) {
    const seen = viewed.value;
    const shown = priced.value;
    const own = slices.value;
    const turn = this.turn();
    const found = own.map((spot, i) => ({ spot, slice: payoff.slices.find(slice => slice.spot === spot), letter: letter(i) }));
    const add = (/** @type {SubmitEvent} */ event) => {
      event.preventDefault();
      const field = /** @type {HTMLInputElement | null} */ (this.querySelector('#slice-price'));
      const parsed = parseNumber(field?.value ?? '');
      if (!field) return;
      field.setAttribute('aria-invalid', String(parsed.error !== undefined));
      if (parsed.error !== undefined) return;
      addSlices([parsed.value]);
      field.value = '';
    };
    return html`<div class="slices">
      <form class="slice-tools" @submit=${add}><label class="inline" for="slice-price">Price slice at <input type="text" inputmode="decimal" id="slice-price" data-testid="slice-price" autocomplete="off" ?disabled=${own.length >= MOST_SLICES}></label>
        <button type="submit" class="small" data-testid="slice-add" ?disabled=${own.length >= MOST_SLICES}>Add</button>
        <button type="button" class="small" data-testid="slice-breakevens" ?disabled=${!seen?.breakevens.length} @click=${() => batch(() => { slices.value = []; addSlices(seen?.breakevens ?? []); })}>Set to breakevens</button>
        ${own.length ? html`<button type="button" class="small" data-testid="slice-clear" @click=${() => { slices.value = []; }}>Clear</button>` : nothing}</form>
      ${own.length && seen ? html`<div class="scroll" tabindex="0" role="region" aria-label="Price slices"><table class="figures" data-testid="slices">
        <thead><tr><th scope="col">Slice</th><th scope="col" class="num">Price</th><th scope="col" class="num">At expiry<small>${seen.currency}</small></th><th scope="col" class="num">Today<small>${seen.currency}</small></th>
          ${seen.chosen ? html`<th scope="col" class="num">Chosen<small>${seen.currency}</small></th>` : nothing}
          ${GREEKS.map(([, name, unit]) => html`<th scope="col" class="num">${name}<small>${unit || '\u00a0'}</small></th>`)}</tr></thead>
        <tbody>${found.map(({ spot, slice, letter: name }) => html`<tr data-testid="slice" data-spot=${spot}><th scope="row">${name} <button type="button" class="small icon" aria-label="Remove slice ${name}" @click=${() => { slices.value = slices.value.filter(other => other !== spot); }}>✕</button></th><td class="num">${number(spot, 2)}</td>
          ${[slice?.atExpiry, slice?.today, ...(seen.chosen ? [slice?.chosen] : [])].map(gain => html`<td class="num">${number(gain === undefined || gain === null ? null : seen.amountAt(spot, gain), decimals.value, { plus: true })}</td>`)}
          ${GREEKS.map(([key]) => html`<td class="num">${slice ? number(slice.greeks[key] * turn, decimalsFor([slice.greeks[key] * turn], 2)) : ''}</td>`)}</tr>`)}</tbody></table></div>
        <p class="hint">Greeks ${seen.chosen ? 'in the chosen state' : 'of today'} with spot at the slice, ${scale.value === 'total' ? 'of the whole size' : `per ${per(shown)}`}, money in ${shown?.priceCurrency}.</p>` : nothing}</div>`;
  }
}

customElements.define('payoff-controls', PayoffControls);
