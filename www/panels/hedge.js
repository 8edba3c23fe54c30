import { html, nothing } from 'lit';
import { chooseHedge, hedgePlan } from '../core/hedge.js';
import { decimalsFor, number, plain, short } from '../core/format.js';
import { desk, quote } from '../core/desk-store.js';
import { staleReason } from '../core/store.js';
import { select } from '../ui/choice.js';
import { Panel } from '../ui/panel.js';

/** @typedef {import('../core/types.js').HedgeOrder} HedgeOrder */
/** @typedef {import('../core/types.js').HedgePlan} HedgePlan */

/** Ways to hedge that a desk can charge for. @type {[import('../core/types.js').HedgeMode, string][]} */
const MODES = [['delta', 'delta, in futures'], ['portfolio', 'futures and options']];
/** Steps of the frontier between two that are shown. */
const EVERY = 3;

/** What the desk trades as soon as the client has dealt, what that costs, and what risk it leaves. */
class HedgePanel extends Panel {
  /** @override */
  render() {
    const shown = quote.value;
    const mode = desk.value?.config.policy?.hedging?.mode ?? 'delta';
    return html`<section class="panel hedge ${staleReason.value ? 'stale' : ''}" aria-labelledby="hedge-title">
      <header><h2 id="hedge-title">Hedge</h2>${select('Charged for', 'hedge-mode', mode, MODES, chooseHedge)}</header>
      ${shown ? html`${this.orders(shown.hedges, shown.priceCurrency, 'hedge-orders')}
        <details data-testid="hedge-plan" @toggle=${this.toggled}><summary>What else could be hedged, at what cost</summary>${this.plan(shown.priceCurrency)}</details>`
        : html`<div class="empty">No quote yet.</div>`}
    </section>`;
  }

  /** @param {HedgeOrder[]} orders @param {string} currency @param {string} testid */
  orders(orders, currency, testid) {
    if (!orders.length) return html`<p class="note" data-testid=${testid}>Nothing is traded: there is no risk that is worth the cost of hedging it.</p>`;
    const assumed = [...new Set(orders.map(order => order.assumption).filter(Boolean))];
    return html`<div class="scroll" tabindex="0" role="region" aria-label="Hedge orders"><table class="figures" data-testid=${testid}>
      <thead><tr><th scope="col">Instrument</th><th scope="col">Client buys</th><th scope="col">Client sells</th><th scope="col" class="num">Size</th><th scope="col" class="num">Cost<small>${currency}</small></th></tr></thead>
      <tbody>${orders.map(({ instrument, unit, size, cost }) => html`<tr><th scope="row">${instrument}</th>
        <td>${size > 0 ? 'buy' : 'sell'}</td><td>${size > 0 ? 'sell' : 'buy'}</td>
        <td class="num">${plain(Number(Math.abs(size).toPrecision(4)))} <small>${unit}</small></td><td class="num">${number(cost, decimalsFor([cost], 3))}</td></tr>`)}</tbody></table></div>
      ${assumed.map(words => html`<p class="note">${words}.</p>`)}`;
  }

  /** @param {string} currency */
  plan(currency) {
    const { report, problem } = hedgePlan.value;
    if (problem) return html`<p class="note" data-testid="hedge-problem">${problem}</p>`;
    if (!report) return html`<div class="empty">Planning…</div>`;
    return html`${report.issues.filter(issue => issue.severity === 'reject').map(issue => html`<p class="note">${issue.message}</p>`)}
      ${report.plans.map(plan => this.one(plan, currency, report.mode === 'portfolio'))}`;
  }

  /** @param {HedgePlan} plan @param {string} currency @param {boolean} isCharged whether its orders are on show already */
  one(plan, currency, isCharged) {
    const left = plan.unhedgedRisk > 0 ? plan.remainingRisk / plan.unhedgedRisk : 0;
    const points = plan.frontier.filter((point, i) => point.aversion === plan.aversion || i === 0 || (i % EVERY === 0 && point.traded > 0));
    return html`<h3>${plan.underlying}</h3>
      <p>At the desk’s price of risk: a day’s risk of ${short(plan.unhedgedRisk, 0)} ${currency} comes down to <b>${short(plan.remainingRisk, 0)}</b> (${Math.round(100 * left)} % of it) for ${number(plan.cost, decimalsFor([plan.cost], 3))} ${currency}.</p>
      ${isCharged ? nothing : this.orders(plan.orders, currency, 'plan-orders')}
      <div class="scroll" tabindex="0" role="region" aria-label="Frontier of cost against risk"><table class="figures" data-testid="frontier">
        <caption class="visually-hidden">What less or more hedging would cost, and what it would leave of a day’s risk, one standard deviation.</caption>
        <thead><tr><th scope="col" class="num">Cost<small>${currency}</small></th><th scope="col" class="num">Risk left<small>${currency} a day</small></th><th scope="col" class="num">Instruments</th><th scope="col"><span class="visually-hidden">Which plan</span></th></tr></thead>
        <tbody>${points.map(point => html`<tr class=${point.aversion === plan.aversion ? 'current' : ''}><td class="num">${number(point.cost, decimalsFor([plan.cost || point.cost], 3))}</td><td class="num">${short(point.risk, 0)}</td>
          <td class="num">${point.traded}</td><td>${point.aversion === plan.aversion ? 'this plan' : point.aversion === 0 ? 'no hedge' : nothing}</td></tr>`)}</tbody></table></div>`;
  }

  /** @param {Event} event */
  toggled(event) {
    const { open } = /** @type {HTMLDetailsElement} */ (event.currentTarget);
    hedgePlan.wanted = open;
  }
}

customElements.define('hedge-panel', HedgePanel);
