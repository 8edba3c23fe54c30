import { signal } from '@preact/signals-core';
import { html, nothing } from 'lit';
import { addLeg, chooseMarket, editForm, editLeg, flipLegs, priceForm, removeLeg, resize } from '../core/form-actions.js';
import { expiryCode, number, percent } from '../core/format.js';
import { cellBeside, cellByKey } from '../core/grid-keys.js';
import { negated, quotedLeg, resized, restruck, reweighted, rolled, scaled, sideOf, stepLegs } from '../core/leg-steps.js';
import { fieldText } from '../core/parse-number.js';
import { commonMarket, fieldsOf, marketOf, marketPaths, pathsOf } from '../core/request-form.js';
import { reader, trades } from '../core/reader.js';
import { form, market, priced, staleReason } from '../core/store.js';
import { select } from '../ui/choice.js';
import { fieldIssue } from '../ui/issues.js';
import { Panel } from '../ui/panel.js';

/**
 * @typedef {import('../core/request-form.js').LegForm} LegForm
 * @typedef {1 | -1} Step
 */

const TYPES = /** @type {const} */ ([['call', 'Call'], ['put', 'Put'], ['future', 'Future'], ['spot', 'Spot']]);

/** The cells of a leg, in the order of the keyboard, with the heads of their columns. @type {[string, string][]} */
const COLUMNS = [['side', 'Client'], ['ratio', 'Ratio'], ['type', 'Type'], ['expiry', 'Expiry'], ['strike', 'Strike'], ['modelPrice', 'Model px'], ['modelVol', 'Model vol'], ['markPrice', 'Mark px'], ['markVol', 'Mark vol'], ['remove', '']];

/** What goes into an empty mark, for screens too narrow for the column heads. @type {Record<string, string>} */
const PLACEHOLDER = { markPrice: 'mark px', markVol: 'mark vol %' };

/** Keys that step what a cell says, and those that step it in every leg. @type {Record<string, { step: Step, isAll: boolean }>} */
const STEPS = { ']': { step: 1, isAll: false }, '[': { step: -1, isAll: false }, '}': { step: 1, isAll: true }, '{': { step: -1, isAll: true } };

/** The leg that the buttons step; null for all. @type {import('@preact/signals-core').Signal<number | null>} */
const stepped = signal(null);

/** The legs of one spread as a grid of cells, of which text fields keep what was typed. */
class LegsForm extends Panel {
  /** The cell that Tab leads to. @type {[number, number]} */
  at = [0, 1];
  /** Whether keys belong to the text of the cell. */
  editing = false;

  /** @override */
  render() {
    const { legs, quantity } = form.value;
    const common = commonMarket(form.value, market.value);
    const forUnderlying = fieldIssue('underlying', ...(common ? legs.flatMap((_, i) => marketPaths(i)) : []));
    const forLegs = fieldIssue('legs');
    const which = stepped.value !== null && stepped.value < legs.length ? stepped.value : null;
    this.at = [Math.min(this.at[0], Math.max(0, legs.length - 1)), this.at[1]];
    return html`<section class="panel legs-form" aria-labelledby="legs-title">
      <header><h2 id="legs-title">Legs of one spread</h2>
        <label class="inline"><span class="visually-hidden">Underlying</span> <select data-testid="underlying" aria-invalid=${forUnderlying.invalid} aria-describedby=${forUnderlying.describedBy}
          @change=${(/** @type {any} */ event) => this.choose(event.target.value)}>
          ${common?.listed ? nothing : html`<option value="" selected disabled>${common ? `${common.underlying} ${common.settlement}`.trim() || 'choose' : 'several'}</option>`}
          ${(market.value?.underlyings ?? []).map(u => html`<option value="${u.id}|${u.settlement}" ?selected=${u === common?.listed}>${u.id} ${u.settlement}${u.source === 'sample' ? ', sample' : ''}</option>`)}
        </select></label></header>${forUnderlying.message}
      <form @submit=${(/** @type {Event} */ event) => { event.preventDefault(); priceForm(); }}>
        ${legs.length ? html`<div class="leg-rows" role="grid" aria-label=${reader.value === 'client' ? 'Legs, what you do on buying the spread' : 'Legs, what the client does on buying the spread'} data-testid="legs-grid"
            @keydown=${this.key} @focusin=${this.entered} @click=${this.clicked} @input=${() => { this.editing = true; }} @change=${() => { this.editing = false; }}>
          <div class="leg-row head" role="row">${COLUMNS.map(([key, head]) => html`<span role="columnheader" class=${key === 'side' ? 'side-of' : key}>${key === 'side' && reader.value === 'client' ? 'You' : head || html`<span class="visually-hidden">Remove</span>`}</span>`)}</div>
          ${legs.map((leg, i) => this.row(leg, i, !common))}
        </div>` : html`<p class="empty">No legs yet.</p>`}${forLegs.message}
        ${legs.map((leg, i) => this.lists(leg, i))}
        <div class="buttons">
          <button type="button" class="small" data-testid="add-leg" @click=${addLeg}>Add leg</button>
          <button type="button" class="small" data-testid="flip" @click=${flipLegs} ?disabled=${!legs.length}>Flip sides</button>
          <button type="submit" class="small" data-testid="price-legs" ?disabled=${!legs.length}>Price legs</button>
        </div>
        ${legs.length ? html`<div class="buttons steppers">
          ${select('Step', 'step-which', which === null ? '' : String(which), [['', 'all legs'], ...legs.map((_, i) => /** @type {[string, string]} */ ([String(i), `leg ${i + 1}`]))], value => { stepped.value = value === '' ? null : Number(value); })}
          ${this.stepper('expiry', 'Expiry', ['Roll to the previous listed expiry', 'Roll to the next listed expiry'], step => stepLegs(legs, which, leg => rolled(leg, market.value, step)))}
          ${this.stepper('strike', 'Strike', ['To the next listed strike down', 'To the next listed strike up'], step => stepLegs(legs, which, leg => restruck(leg, market.value, step)))}
          ${this.stepper('ratios', 'Ratios', ['Halve all ratios', 'Double all ratios'], step => scaled(legs, step), ['÷2', '×2'])}
          ${this.stepper('size', 'Size', ['Next smaller round size', 'Next larger round size'], step => resized(quantity, step) === null ? null : 'size', ['−', '+'])}
        </div>` : nothing}
      </form>
    </section>`;
  }

  /** @param {string} value `id|settlement` */
  choose(value) {
    const [underlying = '', settlement = ''] = value.split('|');
    chooseMarket(underlying, /** @type {import('../core/types.js').Settlement} */ (settlement));
  }

  /**
   * Two buttons about a word; one that has nowhere to go says so and stays where the keyboard is.
   * @param {string} key @param {string} word @param {[string, string]} titles @param {(step: Step) => LegForm[] | 'size' | null} to @param {[string, string]} [signs]
   */
  stepper(key, word, titles, to, signs = ['‹', '›']) {
    const button = (/** @type {Step} */ step, /** @type {0 | 1} */ place) => {
      const legs = to(step);
      return html`<button type="button" class="small icon" data-testid="step-${key}-${place ? 'up' : 'down'}" title=${titles[place]} aria-label=${titles[place]} aria-disabled=${legs ? 'false' : 'true'}
        @click=${() => { if (legs === 'size') resize(step); else if (legs) editForm({ legs }); }}>${signs[place]}</button>`;
    };
    return html`<span class="stepper" role="group" aria-label=${word}>${button(-1, 0)}<span aria-hidden="true">${word}</span>${button(1, 1)}</span>`;
  }

  /**
   * @param {LegForm} leg @param {number} i
   * @param {boolean} mixed whether the legs are on several markets
   */
  row(leg, i, mixed) {
    const n = i + 1;
    const fields = fieldsOf(leg.type);
    const issues = {
      ratio: fieldIssue(...pathsOf(i, 'ratio')), type: fieldIssue(...pathsOf(i, 'type')), expiry: fieldIssue(...pathsOf(i, 'expiry')), strike: fieldIssue(...pathsOf(i, 'strike')),
      markPrice: fieldIssue(...pathsOf(i, 'markPrice')), markVol: fieldIssue(...pathsOf(i, 'markVol')), leg: fieldIssue(`legs[${i}]`, ...(mixed ? marketPaths(i) : [])),
    };
    const at = (/** @type {string} */ key) => `${i}:${COLUMNS.findIndex(([column]) => column === key)}`;
    const tab = (/** @type {string} */ key) => (at(key) === this.at.join(':') ? 0 : -1);
    const said = (/** @type {string} */ key, /** @type {string} */ label, /** @type {string} */ text) => html`
      <span role="gridcell" class="${key} said" tabindex=${tab(key)} data-cell=${at(key)} data-testid="leg-${i}-${key}" aria-label=${`Leg ${n} ${label} ${text}`}>${text}</span>`;
    const input = (/** @type {'ratio' | 'expiry' | 'strike' | 'markPrice' | 'markVol'} */ key, /** @type {string} */ label, /** @type {string | typeof nothing} */ list) => !fields.includes(key) ? said(key, label, '–') : html`
      <span role="gridcell" class=${key}><input type="text" class=${key} aria-label="Leg ${n} ${label}" data-testid="leg-${i}-${key}" data-cell=${at(key)} data-key=${key} tabindex=${tab(key)}
        autocomplete="off" inputmode=${key === 'expiry' ? 'text' : 'decimal'} placeholder=${PLACEHOLDER[key] ?? nothing} list=${list}
        .value=${leg[key]} aria-invalid=${issues[key].invalid} aria-describedby=${issues[key].describedBy}
        @change=${(/** @type {any} */ event) => editLeg(i, { [key]: event.target.value })}></span>`;
    const shown = staleReason.value ? undefined : quotedLeg(leg, priced.value);
    const messages = [...new Set(Object.values(issues).map(issue => issue.message))].filter(message => message !== nothing);
    const listed = marketOf(market.value, leg.underlying, leg.settlement);
    const side = sideOf(leg.ratio);
    const trade = side === 'buys' ? 'buy' : 'sell';
    return html`<div class="leg-row" role="row" data-testid="leg-${i}">
      ${mixed ? html`<span role="gridcell" class="leg-market" data-testid="leg-${i}-market">${leg.underlying} ${listed?.settlement ?? leg.settlement}</span>` : nothing}
      <span role="gridcell" class="side-of"><button type="button" class="small ${side}" data-cell=${at('side')} tabindex=${tab('side')} data-testid="leg-${i}-side" title="Turn this leg over"
        aria-label="Leg ${n}: ${trades(trade)}; turn it over" @click=${() => editLeg(i, { ratio: negated(leg.ratio) })}>${reader.value === 'client' ? trade : side}</button></span>
      ${input('ratio', 'ratio', nothing)}
      <span role="gridcell" class="type"><select aria-label="Leg ${n} type" data-testid="leg-${i}-type" data-cell=${at('type')} tabindex=${tab('type')} aria-invalid=${issues.type.invalid} aria-describedby=${issues.type.describedBy}
        @change=${(/** @type {any} */ event) => editLeg(i, { type: event.target.value })}>
        ${TYPES.map(([value, label]) => html`<option value=${value} ?selected=${leg.type === value}>${label}</option>`)}
      </select></span>
      ${input('expiry', 'expiry', `expiries-${i}`)}
      ${input('strike', 'strike', `strikes-${i}`)}
      ${said('modelPrice', 'model price', shown ? number(shown.modelPrice, shown.currency === priced.value?.currency ? priced.value.decimals + 2 : 6) : '–')}
      ${said('modelVol', 'model volatility', percent(shown?.modelVol, 2))}
      ${input('markPrice', 'mark price', nothing)}
      ${input('markVol', 'mark volatility in percent', nothing)}
      <span role="gridcell" class="remove"><button type="button" class="small icon" aria-label="Remove leg ${n}" data-cell=${at('remove')} tabindex=${tab('remove')} data-testid="leg-${i}-remove" @click=${() => this.drop(i)}>✕</button></span>
      ${messages.length ? html`<div role="gridcell" class="messages">${messages}</div>` : nothing}
    </div>`;
  }

  /** What a leg's fields offer to choose from. @param {LegForm} leg @param {number} i */
  lists(leg, i) {
    const listed = marketOf(market.value, leg.underlying, leg.settlement);
    const strikes = listed?.expiries.find(e => expiryCode(e.expiry) === leg.expiry.trim().toUpperCase())?.strikes ?? [];
    return html`<datalist id="expiries-${i}">${(listed?.expiries ?? []).map(e => html`<option value=${expiryCode(e.expiry)}></option>`)}</datalist>
      <datalist id="strikes-${i}">${strikes.map(strike => html`<option value=${fieldText(strike)}></option>`)}</datalist>`;
  }

  // ---- the keyboard

  /** @param {EventTarget | null} target @returns {{ cell: HTMLElement, at: [number, number] } | null} */
  cellOf(target) {
    const cell = /** @type {HTMLElement | null} */ (/** @type {Element} */ (target).closest('[data-cell]'));
    const [row = 0, column = 0] = cell?.dataset['cell']?.split(':').map(Number) ?? [];
    return cell && { cell, at: [row, column] };
  }

  /** @param {FocusEvent} event */
  entered(event) {
    const found = this.cellOf(event.target);
    if (!found) return;
    this.editing = false;
    if (found.cell instanceof HTMLInputElement) found.cell.select();
    if (found.at.join() === this.at.join()) return;
    this.at = found.at;
    this.requestUpdate();
  }

  /** A click into a text sets the caret there. @param {MouseEvent} event */
  clicked(event) {
    this.editing = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement;
  }

  /** @param {[number, number]} at */
  go([row, column]) {
    /** @type {HTMLElement | null} */ (this.querySelector(`[data-cell="${row}:${column}"]`))?.focus();
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const found = this.cellOf(event.target);
    if (!found || event.isComposing) return;
    const { cell, at } = found;
    const step = STEPS[event.key];
    const beside = event.key === 'Tab' && this.editing ? cellBeside(at, event.shiftKey ? -1 : 1, form.value.legs.length, COLUMNS.length) : null;
    if (step) {
      event.preventDefault();
      this.step(cell, at, step);
    } else if (beside) {
      event.preventDefault();
      this.go(beside);
    } else if (this.editing) this.keyOfText(event, cell);
    else this.keyOfGrid(event, cell, at);
  }

  /** A key while a cell is edited. @param {KeyboardEvent} event @param {HTMLElement} cell */
  keyOfText(event, cell) {
    if (event.key === 'Escape') {
      event.preventDefault();
      const { key = '', cell: place = '' } = cell.dataset;
      const leg = form.value.legs[Number.parseInt(place, 10)];
      if (cell instanceof HTMLInputElement && leg) cell.value = String(leg[/** @type {keyof LegForm} */ (key)]);
    } else if (event.key !== 'Enter' && event.key !== 'F2') return;
    // The field itself sends on Enter what was typed.
    this.editing = false;
    if (cell instanceof HTMLInputElement) cell.select();
  }

  /** A key while the keyboard is on a cell as a whole. @param {KeyboardEvent} event @param {HTMLElement} cell @param {[number, number]} at */
  keyOfGrid(event, cell, at) {
    const to = cellByKey(event, at, form.value.legs.length, COLUMNS.length);
    const isText = cell instanceof HTMLInputElement;
    if (to) {
      event.preventDefault();
      this.go(to);
    } else if ((event.ctrlKey || event.metaKey) && /^[zy]$/i.test(event.key)) {
      // What the browser would take back is an edit that was priced long ago; a cell that is not edited has none of its own.
      event.preventDefault();
    } else if ((event.key === 'Enter' || event.key === 'F2') && (isText || cell instanceof HTMLSelectElement)) {
      event.preventDefault();
      this.editing = true;
      if (isText) cell.setSelectionRange(cell.value.length, cell.value.length);
    }
  }

  /** Steps what a cell says: its expiry, its ratio, its side; from all others the strike. @param {HTMLElement} cell @param {[number, number]} at @param {{ step: Step, isAll: boolean }} by */
  step(cell, [row, column], { step, isAll }) {
    const { key } = cell.dataset;
    // What was typed comes first.
    if (cell instanceof HTMLInputElement && key && cell.value !== form.value.legs[row]?.[/** @type {'strike'} */ (key)]) editLeg(row, { [key]: cell.value });
    const { legs } = form.value;
    const which = isAll ? null : row;
    const name = COLUMNS[column]?.[0];
    const next = name === 'expiry' ? stepLegs(legs, which, leg => rolled(leg, market.value, step))
      : name === 'ratio' ? (isAll ? scaled(legs, step) : stepLegs(legs, which, leg => reweighted(leg, step)))
        : name === 'side' ? stepLegs(legs, which, leg => ({ ...leg, ratio: negated(leg.ratio) }))
          : stepLegs(legs, which, leg => restruck(leg, market.value, step));
    if (next) editForm({ legs: next });
    this.editing = false;
  }

  /** Removes a leg; the keyboard goes to the one in its place. @param {number} i */
  async drop(i) {
    removeLeg(i);
    await new Promise(resolve => { queueMicrotask(() => resolve(undefined)); });
    await this.updateComplete;
    const { legs } = form.value;
    if (legs.length) this.go([Math.min(i, legs.length - 1), COLUMNS.length - 1]);
    else /** @type {HTMLElement | null} */ (this.querySelector('[data-testid=add-leg]'))?.focus();
  }
}
customElements.define('legs-form', LegsForm);
