import { html, nothing } from 'lit';
import { addLeg, chooseMarket, editLeg, flipLegs, priceForm, removeLeg } from '../core/actions.js';
import { expiryCode } from '../core/format.js';
import { fieldText } from '../core/parse-number.js';
import { commonMarket, fieldsOf, marketOf, marketPaths, pathsOf } from '../core/request-form.js';
import { form, market } from '../core/store.js';
import { fieldIssue } from '../ui/issues.js';
import { Panel } from '../ui/panel.js';

const TYPES = /** @type {const} */ ([['call', 'Call'], ['put', 'Put'], ['future', 'Future'], ['spot', 'Spot']]);

/** What goes into an empty mark, for screens too narrow for the column heads. @type {Record<string, string>} */
const PLACEHOLDER = { markPrice: 'price', markVol: 'vol %' };

/** The legs of one spread, as text fields that keep what was typed. */
class LegsForm extends Panel {
  /** @override */
  render() {
    const { legs } = form.value;
    const common = commonMarket(form.value, market.value);
    const forUnderlying = fieldIssue('underlying', ...(common ? legs.flatMap((_, i) => marketPaths(i)) : []));
    const forLegs = fieldIssue('legs');
    return html`<section class="panel legs-form" aria-labelledby="legs-title">
      <header><h2 id="legs-title">Legs of one spread</h2>
        <label class="inline"><span class="visually-hidden">Underlying</span> <select data-testid="underlying" aria-invalid=${forUnderlying.invalid} aria-describedby=${forUnderlying.describedBy}
          @change=${(/** @type {any} */ event) => this.choose(event.target.value)}>
          ${common?.listed ? nothing : html`<option value="" selected disabled>${common ? `${common.underlying} ${common.settlement}`.trim() || 'choose' : 'several'}</option>`}
          ${(market.value?.underlyings ?? []).map(u => html`<option value="${u.id}|${u.settlement}" ?selected=${u === common?.listed}>${u.id} ${u.settlement}${u.source === 'sample' ? ', sample' : ''}</option>`)}
        </select></label></header>${forUnderlying.message}
      <form @submit=${(/** @type {Event} */ event) => { event.preventDefault(); priceForm(); }}>
        <div class="leg-rows" role="group" aria-label="Legs, positive ratios are what the client gets">
          <div class="leg-row head" aria-hidden="true"><span>Ratio</span><span>Type</span><span>Expiry</span><span>Strike</span><span>Mark px</span><span>Mark vol</span><span></span></div>
          ${legs.map((leg, i) => this.row(leg, i, !common))}
        </div>${forLegs.message}
        <div class="buttons">
          <button type="button" class="small" data-testid="add-leg" @click=${addLeg}>Add leg</button>
          <button type="button" class="small" data-testid="flip" @click=${flipLegs} ?disabled=${!legs.length}>Flip sides</button>
          <button type="submit" class="small" data-testid="price-legs" ?disabled=${!legs.length}>Price legs</button>
        </div>
      </form>
    </section>`;
  }

  /** @param {string} value `id|settlement` */
  choose(value) {
    const [underlying = '', settlement = ''] = value.split('|');
    chooseMarket(underlying, /** @type {import('../core/types.js').Settlement} */ (settlement));
  }

  /**
   * @param {import('../core/request-form.js').LegForm} leg @param {number} i
   * @param {boolean} mixed whether the legs are on several markets
   */
  row(leg, i, mixed) {
    const n = i + 1;
    const fields = fieldsOf(leg.type);
    const listed = marketOf(market.value, leg.underlying, leg.settlement);
    const strikes = listed?.expiries.find(e => expiryCode(e.expiry) === leg.expiry.trim().toUpperCase())?.strikes ?? [];
    const issues = {
      ratio: fieldIssue(...pathsOf(i, 'ratio')), type: fieldIssue(...pathsOf(i, 'type')), expiry: fieldIssue(...pathsOf(i, 'expiry')), strike: fieldIssue(...pathsOf(i, 'strike')),
      markPrice: fieldIssue(...pathsOf(i, 'markPrice')), markVol: fieldIssue(...pathsOf(i, 'markVol')), leg: fieldIssue(`legs[${i}]`, ...(mixed ? marketPaths(i) : [])),
    };
    const input = (/** @type {'ratio' | 'expiry' | 'strike' | 'markPrice' | 'markVol'} */ key, /** @type {string} */ label, /** @type {string | typeof nothing} */ list) => !fields.includes(key) ? html`<span class="none">–</span>` : html`
      <input type="text" class=${key} aria-label="Leg ${n} ${label}" data-testid="leg-${i}-${key}" autocomplete="off" inputmode=${key === 'expiry' ? 'text' : 'decimal'} placeholder=${PLACEHOLDER[key] ?? nothing} list=${list}
        .value=${leg[key]} aria-invalid=${issues[key].invalid} aria-describedby=${issues[key].describedBy}
        @change=${(/** @type {any} */ event) => editLeg(i, { [key]: event.target.value })}>`;
    return html`<div class="leg-row" data-testid="leg-${i}">
      ${mixed ? html`<span class="leg-market" data-testid="leg-${i}-market">${leg.underlying} ${listed?.settlement ?? leg.settlement}</span>` : nothing}
      ${input('ratio', 'ratio', nothing)}
      <select aria-label="Leg ${n} type" data-testid="leg-${i}-type" aria-invalid=${issues.type.invalid} aria-describedby=${issues.type.describedBy}
        @change=${(/** @type {any} */ event) => editLeg(i, { type: event.target.value })}>
        ${TYPES.map(([value, label]) => html`<option value=${value} ?selected=${leg.type === value}>${label}</option>`)}
      </select>
      ${input('expiry', 'expiry', `expiries-${i}`)}
      ${input('strike', 'strike', `strikes-${i}`)}
      ${input('markPrice', 'mark price', nothing)}
      ${input('markVol', 'mark volatility in percent', nothing)}
      <button type="button" class="small icon" aria-label="Remove leg ${n}" data-testid="leg-${i}-remove" @click=${() => removeLeg(i)}>✕</button>
      <datalist id="expiries-${i}">${(listed?.expiries ?? []).map(e => html`<option value=${expiryCode(e.expiry)}></option>`)}</datalist>
      <datalist id="strikes-${i}">${strikes.map(strike => html`<option value=${fieldText(strike)}></option>`)}</datalist>
      ${[...new Set(Object.values(issues).map(issue => issue.message))]}
    </div>`;
  }
}
customElements.define('legs-form', LegsForm);
