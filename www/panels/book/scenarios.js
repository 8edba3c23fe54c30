import { signal } from '@preact/signals-core';
import { html, nothing } from 'lit';
import { book } from '../../core/book.js';
import { number, short } from '../../core/format.js';
import { select } from '../../ui/choice.js';
import { Panel } from '../../ui/panel.js';

/** @typedef {import('../../core/types.js').BookReport} BookReport @typedef {import('../../core/types.js').StressState} StressState */

/** Whose scenarios and buckets are shown: `total` or an underlying's id. */
const scope = signal('total');

/** What the book loses in the states of the stress grid, and its vega by bucket. */
class BookScenarios extends Panel {
  /** @override */
  render() {
    const shown = book.value;
    if (!shown?.underlyings.length) return nothing;
    const ids = shown.underlyings.map(own => own.scope);
    const of = ids.includes(scope.value) ? scope.value : 'total';
    return html`<h3>Largest losses</h3>${this.losses(shown)}
      <div class="controls"><h3 id="book-grid">Gains by scenario</h3>${select('Of', 'book-scope', of, [['total', 'the whole book'], ...ids.map(id => /** @type {[string, string]} */ ([id, id]))], id => { scope.value = id; })}</div>
      ${this.grid(shown, of)}
      ${this.buckets(shown, of)}`;
  }

  /** @param {BookReport} shown */
  losses({ stress, priceCurrency }) {
    const words = (/** @type {number | null} */ worst) => {
      const state = worst === null ? undefined : stress.states[worst];
      return state ? `spot ${move(state.spot)}, 30-day vol ${move(state.vol)}${state.days ? ', a day later' : ', now'}` : 'none of the states';
    };
    return html`<table class="figures losses" data-testid="book-losses">
      <thead><tr><th scope="col">Of</th><th scope="col" class="num">Loss<small>${priceCurrency}</small></th><th scope="col">At</th></tr></thead>
      <tbody>${[...stress.underlyings, stress.total].map(own => html`<tr class=${own.scope === 'total' ? 'total' : ''} data-scope=${own.scope}><th scope="row">${own.scope === 'total' ? 'Total, all in one state' : own.scope}</th>
        <td class="num" data-value=${own.loss}>${short(own.loss)}</td><td>${words(own.worst)}</td></tr>`)}
      <tr><th scope="row">Total, each in its worst</th><td class="num">${short(stress.lossWithoutDiversification)}</td><td>nothing diversifies</td></tr></tbody></table>`;
  }

  /** @param {BookReport} shown @param {string} of */
  grid({ stress }, of) {
    const own = of === 'total' ? stress.total : stress.underlyings.find(gains => gains.scope === of) ?? stress.total;
    const first = stress.states[0];
    // The states come day by day, spot by spot, volatility by volatility.
    const vols = stress.states.filter(state => state.days === first?.days && state.spot === first?.spot).length;
    const rows = stress.states.filter(state => state.days === first?.days).length / Math.max(1, vols);
    const at = (/** @type {number} */ day, /** @type {number} */ row, /** @type {number} */ vol) => (day * rows + row) * vols + vol;
    const columns = [0, 1].flatMap(day => Array.from({ length: vols }, (_, vol) => ({ day, vol })));
    return html`<div class="scroll" tabindex="0" role="region" aria-labelledby="book-grid"><table class="figures" data-testid="book-grid" data-scope=${of}>
      <thead><tr><td></td><th scope="colgroup" colspan=${vols} class="num">Now, 30-day vol</th><th scope="colgroup" colspan=${vols} class="num">A day later, 30-day vol</th></tr>
        <tr><th scope="col">Spot</th>${columns.map(({ vol }) => html`<th scope="col" class="num">${move(stress.states[vol]?.vol ?? 0)}</th>`)}</tr></thead>
      <tbody>${Array.from({ length: rows }, (_, row) => html`<tr><th scope="row" class="num">${move(stress.states[at(0, row, 0)]?.spot ?? 0)}</th>
        ${columns.map(({ day, vol }) => {
          const place = at(day, row, vol);
          const gain = own.gains[place] ?? Number.NaN;
          return html`<td class="num ${gain < 0 ? 'loss' : ''} ${place === own.worst ? 'worst' : ''}">${short(gain)}${place === own.worst ? html`<span class="visually-hidden"> (the largest loss)</span>` : nothing}</td>`;
        })}</tr>`)}</tbody></table></div>`;
  }

  /** @param {BookReport} shown @param {string} of */
  buckets({ buckets }, of) {
    const own = buckets.filter(bucket => of === 'total' || bucket.underlying === of);
    if (!own.length) return nothing;
    const tenors = [...new Set(own.map(bucket => bucket.tenorDays))].toSorted((a, b) => a - b);
    const places = [...new Set(own.map(bucket => bucket.moneyness))].toSorted((a, b) => a - b);
    const vega = (/** @type {number} */ days, /** @type {number} */ x) => own.filter(bucket => bucket.tenorDays === days && bucket.moneyness === x).reduce((sum, bucket) => sum + bucket.vegaPerPoint, 0);
    return html`<h3 id="book-buckets">Vega by bucket <small>per vol point; tenor × moneyness in standard deviations${of === 'total' ? ', underlyings added up' : ''}</small></h3>
      <div class="scroll" tabindex="0" role="region" aria-labelledby="book-buckets"><table class="figures" data-testid="book-buckets">
      <thead><tr><th scope="col">Days</th>${places.map(x => html`<th scope="col" class="num">${number(x, 2, { plus: true })}</th>`)}</tr></thead>
      <tbody>${tenors.map(days => html`<tr><th scope="row" class="num">${number(days, 0)}</th>${places.map(x => html`<td class="num">${short(vega(days, x))}</td>`)}</tr>`)}</tbody></table></div>`;
  }
}

/** A relative move with its sign. @param {number} x */
const move = x => (x === 0 ? 'as it is' : `${number(x * 100, 0, { plus: true })}\u202f%`);

customElements.define('book-scenarios', BookScenarios);
