import { html, nothing } from 'lit';
import { priceAxis, walk, walkRow } from '../charts/waterfall.js';
import { number, per, percent, plain } from '../core/format.js';
import { chargeUnit, quote } from '../core/desk-store.js';
import { staleReason } from '../core/store.js';
import { select } from '../ui/choice.js';
import { openExplanation } from '../ui/desk-open.js';
import { Panel } from '../ui/panel.js';

/**
 * @typedef {import('../core/types.js').Quote} Quote
 * @typedef {{ key: typeof chargeUnit.value, label: (shown: Quote) => string, worth: (shown: Quote) => number | null, decimals: (shown: Quote) => number }} Unit
 */

/** @type {Unit} */
const PREMIUM = { key: 'premium', label: shown => shown.currency, worth: () => 1, decimals: shown => shown.decimals + 2 };
/** Units in which the charges can be read. @type {Unit[]} */
const UNITS = [
  PREMIUM,
  { key: 'ticks', label: () => 'ticks', worth: shown => shown.tick, decimals: () => 2 },
  { key: 'volPoints', label: () => 'vol points', worth: shown => shown.volPoint, decimals: () => 3 },
  { key: 'basisPoints', label: () => 'bp of spot', worth: shown => shown.notional / 1e4, decimals: () => 2 },
];

/** Every charge between the theoretical value and each side: its bar, its numbers, its sentence. */
class QuoteBreakdown extends Panel {
  /** @override */
  render() {
    const shown = quote.value;
    return html`<section class="panel breakdown ${staleReason.value ? 'stale' : ''}" aria-labelledby="breakdown-title">
      <header><h2 id="breakdown-title">Why this price</h2>${shown ? html`<span class="muted">${select('Charges in', 'charge-unit', unitOf(shown).key, UNITS.filter(unit => unit.worth(shown)).map(unit => [unit.key, unit.label(shown)]),
        key => { chargeUnit.value = /** @type {typeof chargeUnit.value} */ (key); })} per ${per(shown)} <button type="button" class="small" data-testid="explain" title="Every number behind the quote, as a tree" @click=${openExplanation}>All numbers</button></span>` : ''}</header>
      ${shown ? this.table(shown) : html`<div class="empty">No quote yet.</div>`}
    </section>`;
  }

  /** @param {Quote} shown */
  table(shown) {
    const decimals = shown.decimals + 2;
    const unit = unitOf(shown);
    const worth = unit.worth(shown) ?? 1;
    /** @param {number | null | undefined} amount */
    const inUnit = amount => number(amount === null || amount === undefined ? null : amount / worth, unit.decimals(shown), { plus: true });
    const bars = walk(shown.theoretical, shown.charges);
    const x = priceAxis(shown.theoretical, bars);
    const last = bars.at(-1)?.to;
    const hasBid = shown.bid !== null && shown.bid !== undefined, hasOffer = shown.offer !== null && shown.offer !== undefined;
    return html`<table class="waterfall" data-testid="breakdown">
      <caption class="visually-hidden">From the theoretical value to bid and offer. In the Bid column what lowers the bid is negative, in the Offer column what raises the offer is positive.</caption>
      <thead><tr><th scope="col">Charge</th><th scope="col" class="num">Bid</th><th scope="col" class="bar"><span class="visually-hidden">Chart</span>
        <span class="ends" aria-hidden="true"><span>◂ bid</span><span>offer ▸</span></span></th><th scope="col" class="num">Offer</th></tr></thead>
      <tbody>
        <tr class="total"><th scope="rowgroup" id="charge-theoretical">Theoretical</th><td class="num">${number(shown.theoretical, decimals)}</td><td class="bar"></td><td class="num">${number(shown.theoretical, decimals)}</td></tr>
        <tr class="why"><td colspan="4" headers="charge-theoretical"><details data-testid="theoretical-inputs"><summary aria-describedby="charge-theoretical">Theoretical: each leg’s price times its ratio.</summary>${inputs(legInputs(shown), 'charge-theoretical')}</details></td></tr>
      </tbody>
      ${shown.charges.map((charge, i) => {
          const bar = bars[i];
          const head = `charge-${charge.name}`;
          // A charge and its reason are one group of rows, headed by its name for those who hear the table.
          return html`<tbody><tr class="charge ${charge.bid || charge.offer ? '' : 'idle'}" data-testid="charge" data-name=${charge.name} data-bid=${charge.bid ?? ''} data-offer=${charge.offer ?? ''}>
            <th scope="rowgroup" id=${head}>${charge.label}</th>
            <td class="num">${hasBid ? inUnit(negative(charge.bid)) : '\u2013'}</td>
            <td class="bar">${bar ? walkRow(bar, x) : nothing}</td>
            <td class="num">${hasOffer ? inUnit(charge.offer) : '\u2013'}</td></tr>
          <tr class="why"><td colspan="4" headers=${head}>${charge.inputs.length ? html`
            <details><summary aria-describedby=${head}>${charge.why}</summary>${inputs(charge.inputs, head)}</details>` : charge.why}</td></tr></tbody>`;
        })}
      <tfoot><tr class="total"><th scope="row">Quote</th>
        <td class="num" data-testid="breakdown-bid">${hasBid ? number(last?.bid ?? shown.bid, decimals) : 'none'}</td><td class="bar"></td>
        <td class="num" data-testid="breakdown-offer">${hasOffer ? number(last?.offer ?? shown.offer, decimals) : 'none'}</td></tr></tfoot>
    </table>`;
  }
}

/** @param {{ name: string, value: number, unit: string }[]} named @param {string} head the id of what they are the inputs of */
const inputs = (named, head) => html`<div role="group" aria-labelledby=${head}><dl class="inputs">${named.map(({ name, value, unit }) => html`<div><dt>${name}</dt><dd>${plain(value)} ${unit}</dd></div>`)}</dl></div>`;

/** What the theoretical value comes from, and what turns its currency into that of the inputs. @param {Quote} shown */
const legInputs = shown => [
  ...shown.legs.map(({ ratio, symbol, price, currency, vol }) => ({
    name: `${number(ratio, 0)} × ${symbol}`, value: price, unit: `${currency}${vol === null || vol === undefined ? '' : ` at ${percent(vol, 2)}`}`,
  })),
  ...(shown.currency === shown.priceCurrency ? [] : [{ name: `1 ${shown.currency}`, value: shown.referenceSpot, unit: shown.priceCurrency }]),
];

/** The chosen unit, or the premium's own where the quote has no such unit. @param {Quote} shown */
const unitOf = shown => UNITS.find(unit => unit.key === chargeUnit.value && unit.worth(shown)) ?? PREMIUM;

/** A charge lowers the bid. @param {number | null} charge */
const negative = charge => (charge === null || charge === undefined ? null : -charge);

customElements.define('quote-breakdown', QuoteBreakdown);
