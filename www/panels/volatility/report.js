import { html, nothing } from 'lit';
import { FIT } from '../../core/fit.js';
import { droppedWords, modelWords, place, RULE, statusWhy, wholeCard } from '../../core/fit-words.js';
import { fine, number, percent } from '../../core/format.js';
import { reader } from '../../core/reader.js';
import { card, chosenExpiry, slice, view, volatility } from '../../core/volatility.js';
import { Panel } from '../../ui/panel.js';

/** @typedef {import('../../core/types.js').ExpiryReport} Card */

/** A traffic light in sign and word. @param {import('../../core/types.js').FitStatus} status */
const light = status => html`<span class="fit ${status}"><span aria-hidden="true">${FIT[status].icon}</span> ${FIT[status].word}</span>`;

/** The fitted parameters of an expiry, if it has any. @param {string} expiry */
const parametersOf = expiry => volatility.value?.parameters.find(({ expiryMs }) => expiryMs === Date.parse(expiry));

/** Total-variance parameters of the raw SVI (Gatheral 2004): w(k) = a + b(ρ(k − m) + √((k − m)² + σ²)). @type {[('a' | 'b' | 'rho' | 'm' | 'sigma'), string][]} */
const PARAMETERS = [['a', 'a'], ['b', 'b'], ['rho', 'ρ'], ['m', 'm'], ['sigma', 'σ']];

/** @param {string} name @param {unknown} value @param {string} [testid] */
const row = (name, value, testid) => html`<div><dt>${name}</dt><dd data-testid=${testid ?? nothing}>${value}</dd></div>`;

/** The report card of the expiry on show. */
export function sliceCard() {
  const one = card.value;
  const shown = slice.value;
  if (!one || !shown) return nothing;
  const parameters = parametersOf(one.expiry);
  const knots = parameters?.correction?.knots.length;
  return html`<section class="slice-card" aria-label="Report card of ${one.code}" data-testid="slice-card" data-status=${one.status}>
    <p><b>${one.code}</b> ${light(one.status)}</p>
    <p class="why" data-testid="slice-why">${statusWhy(one)}</p>
    <dl class="facts single">
      ${row('Quotes used', `${one.used} of ${one.quotes}`)}
      ${row('Inside bid and offer', percent(one.insideBidAsk, 1))}
      ${row('RMS, worst', `${number(one.rmsVolPoints, 2)}, ${number(one.maxVolPoints, 2)} vol points`)}
      ${row('Smallest g', one.minButterfly === null ? 'none' : `${fine(one.minButterfly, 4)} ${place(one.minButterflyAt)}`, 'slice-min-g')}
      ${row('Smallest calendar gap', one.minCalendarGap === null ? 'none before it' : `${fine(one.minCalendarGap, 5)} ${place(one.minCalendarGapAt)}`)}
      ${row('Forward', `${number(one.forward, 2)}, ${one.forwardSource}`)}
      ${row('Discount factor', number(one.discount, 6))}
      ${row('At the forward', `${number(100 * one.atmVol, 2)}\u202f%, ${number(one.years * 365, 1)} days`)}
      ${row('Model', html`<span title=${modelWords(one.model)}>${one.model}</span>`, 'slice-model')}
    </dl>
    <p class="muted">${modelWords(one.model)}${knots ? ` with ${knots} knots` : ''}. Left out: ${droppedWords(one.dropped)}.</p>
    ${parameters ? html`<table class="figures parameters" data-testid="slice-parameters"><caption class="visually-hidden">Parameters of the raw SVI</caption>
      <thead><tr>${PARAMETERS.map(([, sign]) => html`<th scope="col" class="num">${sign}</th>`)}</tr></thead>
      <tbody><tr>${PARAMETERS.map(([name]) => html`<td class="num">${number(parameters[name], 5)}</td>`)}</tr></tbody></table>` : nothing}
  </section>`;
}

/** Every expiry's report card in a row, the whole surface's above them, and the rule of the light in words. */
class FitReport extends Panel {
  /** @override */
  render() {
    const surface = volatility.value;
    const whole = surface && wholeCard(surface.of.expiries);
    if (!surface || !whole) return nothing;
    return html`<p class="rule" data-testid="fit-rule">${RULE}; ${reader.value === 'client' ? 'a price on it says little' : 'quotes on it are indicative and wider'}.</p>
      <div class="scroll tall" tabindex="0" role="region" aria-label="Report card of ${surface.name} by expiry"><table class="figures report" data-testid="fit-report">
        <thead><tr><th scope="col">Expiry</th><th scope="col">Fit</th><th scope="col" class="num">Days</th><th scope="col" class="num">Forward</th><th scope="col" class="num">Vol<small>at forward, %</small></th>
          <th scope="col" class="num">Used<small>of quotes</small></th><th scope="col" class="num">Inside<small>bid/offer</small></th><th scope="col" class="num">RMS<small>vol pts</small></th><th scope="col" class="num">Worst<small>vol pts</small></th>
          <th scope="col" class="num">Least g</th><th scope="col" class="num">at<small>K/F</small></th><th scope="col" class="num">Least gap<small>calendar</small></th><th scope="col" class="num">at<small>K/F</small></th>
          <th scope="col">Model</th>${PARAMETERS.map(([, sign]) => html`<th scope="col" class="num">${sign}</th>`)}<th scope="col">Left out</th></tr></thead>
        <tbody>
          <tr class="total" data-testid="fit-whole" data-status=${whole.status}><th scope="row">All</th><td>${light(whole.status)}</td><td></td><td></td><td></td>
            <td class="num">${number(whole.used, 0)} / ${number(whole.quotes, 0)}</td><td class="num">${percent(whole.inside, 0)}</td><td class="num">${number(whole.rms, 2)}</td><td class="num">${number(whole.worst && -whole.worst.value, 2)}<small>${whole.worst?.code}</small></td>
            <td class="num">${fine(whole.butterfly?.value, 3)}<small>${whole.butterfly?.code}</small></td><td class="num">${ratio(whole.butterfly?.at)}</td>
            <td class="num">${fine(whole.gap?.value, 5)}<small>${whole.gap?.code}</small></td><td class="num">${ratio(whole.gap?.at)}</td>
            <td>${whole.models.join(', ')}</td>${PARAMETERS.map(() => html`<td></td>`)}<td class="reasons">${droppedWords(whole.dropped)}</td></tr>
          ${surface.of.expiries.map(one => this.row(one))}</tbody></table></div>
      <p class="muted">g is Durrleman’s function, whose negative values are butterfly arbitrage; the calendar gap is the growth of total variance since the expiry before at the same ln(K/F).
        a, b, ρ, m, σ are the raw SVI’s: w(k) = a + b(ρ(k − m) + √((k − m)² + σ²)), to which a spline with knots may be added.</p>`;
  }

  /** @param {Card} one */
  row(one) {
    const parameters = parametersOf(one.expiry);
    const knots = parameters?.correction?.knots.length;
    const open = () => { chosenExpiry.value = one.expiry; view.value = 'smile'; };
    return html`<tr data-testid="fit-row" data-status=${one.status} title=${statusWhy(one)}>
      <th scope="row"><button type="button" class="small" title="Show its smile" @click=${open}>${one.code}</button></th><td>${light(one.status)}</td>
      <td class="num">${number(one.years * 365, 1)}</td><td class="num">${number(one.forward, 2)}</td><td class="num">${number(100 * one.atmVol, 2)}</td>
      <td class="num">${one.used} / ${one.quotes}</td><td class="num">${percent(one.insideBidAsk, 0)}</td><td class="num">${number(one.rmsVolPoints, 2)}</td><td class="num">${number(one.maxVolPoints, 2)}</td>
      <td class="num">${fine(one.minButterfly, 3)}</td><td class="num">${ratio(one.minButterflyAt)}</td><td class="num">${fine(one.minCalendarGap, 5)}</td><td class="num">${ratio(one.minCalendarGapAt)}</td>
      <td>${one.model}${knots ? html`<small>${knots} knots</small>` : nothing}</td>${PARAMETERS.map(([name]) => html`<td class="num">${number(parameters?.[name], 4)}</td>`)}<td class="reasons">${droppedWords(one.dropped)}</td></tr>`;
  }
}

/** A log-moneyness as strike over forward. @param {number | null | undefined} k */
const ratio = k => percent(k === null || k === undefined ? null : Math.exp(k), 0);

customElements.define('fit-report', FitReport);
