import { computed, effect, signal } from '@preact/signals-core';
import { html, nothing } from 'lit';
import { decimalsFor, number, per, plain } from '../core/format.js';
import { latest } from '../core/latest.js';
import { reader, trades } from '../core/reader.js';
import { dynamics, money, sliders } from '../core/payoff-state.js';
import { optionPrice } from '../core/payoff-view.js';
import { DYNAMICS, expiryStops, isAtRest, scenarioOf, settledWords } from '../core/scenario-form.js';
import { columnsOf, QUANTITIES, shadeOf, spotMoves } from '../core/scenario-table.js';
import { failure, session } from '../core/session.js';
import { holder, priced, quotedRequest, scale, staleReason, trade } from '../core/store.js';
import { choice, select } from '../ui/choice.js';
import { Panel } from '../ui/panel.js';

/**
 * @typedef {import('../core/types.js').GridResult} GridResult
 * @typedef {{ draft: import('../core/types.js').RfqDraft, request: Record<string, unknown>, columns: import('../core/scenario-table.js').Column[] }} Question
 */

/** @type {import('@preact/signals-core').Signal<'vol' | 'date'>} */
const across = signal('vol');
/** @type {import('@preact/signals-core').Signal<keyof typeof QUANTITIES>} */
const quantity = signal('gain');
const step = signal('2');
/** Whether the table is on show; nothing is asked for it before. */
const isOpen = signal(false);
/** @type {import('@preact/signals-core').Signal<{ facts: NonNullable<GridResult['facts']>, cells: Float64Array, columns: import('../core/scenario-table.js').Column[] } | null>} */
const grid = signal(null);
const problem = signal('');

/** Milliseconds between two tables at least: ten a second are as many as anybody reads. */
const PAUSE = 100;

const ask = latest(
  async (/** @type {Question} */ { draft, request }) => {
    const answer = await session.engine.call('scenarios', [draft, request]);
    await new Promise(resolve => { setTimeout(resolve, PAUSE); });
    return answer;
  },
  (/** @type {GridResult} */ { facts, cells, issues }, { columns }) => {
    grid.value = facts ? { facts, cells, columns } : null;
    problem.value = facts ? '' : issues.find(issue => issue.severity !== 'warn')?.message ?? 'There are no scenarios for this request.';
  },
  error => { problem.value = failure(error).message; },
);

/** The question that the page's signals make, while anybody sees the answer. @returns {Question | null} */
const question = computed(() => {
  const draft = quotedRequest.value?.draft;
  const shown = priced.value;
  if (!isOpen.value || !draft || !shown) return null;
  const { asOf } = shown;
  const stops = expiryStops({ asOf, expiries: [...new Set(shown.legs.flatMap(leg => leg.expiry ?? []))].toSorted() });
  const columns = columnsOf(across.value, asOf, stops);
  const price = (trade.value === 'buy' ? shown.offer : shown.bid) ?? shown.theoretical;
  return {
    draft, columns,
    request: {
      quantity: quantity.value, across: across.value, spotMoves: spotMoves(Number(step.value)), columns: columns.map(column => column.value),
      price: optionPrice(price, shown.tied), inPremiumCurrency: money.value === 'coin', scenario: { ...scenarioOf(sliders.value, dynamics.value, stops), spotMove: 0 },
    },
  };
});
effect(() => { if (question.value) ask(question.value); });

/** What the package gains, or one of its Greeks, over moves of spot and of volatility or time, with a number in every cell. */
class ScenarioGrid extends Panel {
  /** @override */
  render() {
    return html`<section class="panel scenarios ${staleReason.value ? 'stale' : ''}" aria-labelledby="scenarios-title" data-testid="scenarios">
      <details @toggle=${(/** @type {Event} */ event) => { isOpen.value = /** @type {HTMLDetailsElement} */ (event.currentTarget).open; }}><summary data-testid="scenarios-open"><h2 id="scenarios-title">Scenario grid</h2> <span class="muted">spot × volatility, spot × date</span></summary>
        ${isOpen.value ? this.body() : nothing}</details></section>`;
  }

  body() {
    const shown = grid.value;
    return html`<div class="controls toggles">
        ${choice('scenarios', 'Across', across, [['vol', 'Spot × vol'], ['date', 'Spot × date']])}
        ${select('Show', 'scenarios-quantity', quantity.value, Object.entries(QUANTITIES).map(([key, { words }]) => [key, words]), key => { quantity.value = /** @type {any} */ (key); })}
        ${select('Spot step', 'scenarios-step', step.value, ['0.5', '1', '2', '5', '10'].map(one => [one, `${one}\u202f%`]), key => { step.value = key; })}
      </div>
      ${problem.value ? html`<p class="field-issue">${problem.value}</p>` : shown && priced.value ? this.table(shown, priced.value) : html`<p class="empty">Working the scenarios out…</p>`}`;
  }

  /** @param {NonNullable<typeof grid.value>} shown @param {import('../core/types.js').Priced} of */
  table({ facts, cells, columns }, of) {
    const what = QUANTITIES[/** @type {keyof typeof QUANTITIES} */ (facts.quantity)];
    const sign = (holder.value === 'client') === (trade.value === 'buy') ? 1 : -1;
    const inPercent = scale.value === 'percent' && what.isMoney && Math.abs(facts.paid) > 1e-9;
    const factor = sign * (inPercent ? 100 / Math.abs(facts.paid) : scale.value === 'total' ? of.quantity * of.cash.multiplier : 1);
    const values = Array.from(cells, cell => cell * factor);
    const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const places = inPercent ? 1 : decimalsFor([largest], 3);
    const width = columns.length;
    const unit = inPercent ? '% of price' : what.unit(facts.currency, of.underlying);
    const size = scale.value === 'total' ? `× ${plain(of.quantity)}` : `per ${per(of)}`;
    const isVol = facts.across === 'vol';
    const moved = !isAtRest({ ...sliders.value, spotMove: 0, ...(isVol ? { points: 0 } : { hours: 0 }) });
    const dynamic = DYNAMICS.find(([key]) => key === dynamics.value)?.[1].split(':')[0] ?? '';
    const settled = Math.max(0, ...facts.settled);
    const here = isVol ? columns.findIndex(column => column.value === sliders.value.points) : columns.findIndex(column => Math.abs(column.value * 24 - sliders.value.hours) < 1e-6);
    return html`<p class="hint" id="scenarios-about" data-testid="scenario-about">${what.words} in ${unit} ${size}, ${reader.value === 'client' ? '' : `${holder.value}’s side, `}${trades(trade.value)}. ${dynamic}.${moved ? ` ${isVol ? 'Date and skew' : 'Volatility and skew'} as chosen above.` : ''}${settled ? ` ${settledWords(settled)}` : ''}</p>
      <div class="scroll" tabindex="0" role="region" aria-label="Scenarios as a table"><table class="figures" aria-describedby="scenarios-about" data-testid="scenario-table" data-across=${facts.across} data-quantity=${facts.quantity}>
      <thead><tr><th scope="col" class="num">Spot<small>${of.priceCurrency}</small></th><th scope="col" class="num">Move<small>%</small></th>
        ${columns.map(({ head, about }) => html`<th scope="col" class="num">${head}<small>${isVol ? 'vol pts' : about || '\u00a0'}</small></th>`)}</tr></thead>
      <tbody>${facts.spotMoves.map((move, row) => html`<tr><th scope="row" class="num">${number(facts.spots[row], of.referenceSpot < 100 ? 2 : 0)}</th><td class="num">${number(move * 100, Number(step.value) < 1 ? 1 : 0, { plus: true })}</td>
        ${columns.map((_, place) => {
          const value = values[row * width + place] ?? Number.NaN;
          return html`<td class="num ${shadeOf(value, largest)} ${move === 0 && place === here ? 'here' : ''}" data-testid="scenario-cell" data-value=${value}>${number(value, places, { plus: true })}</td>`;
        })}</tr>`)}</tbody></table></div>`;
  }
}

customElements.define('scenario-grid', ScenarioGrid);
