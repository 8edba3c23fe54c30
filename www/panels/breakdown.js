import { html, nothing } from 'lit';
import { priceAxis, walk, walkRow } from '../charts/waterfall.js';
import { number, per, plain } from '../core/format.js';
import { quote, staleReason } from '../core/store.js';
import { Panel } from '../ui/panel.js';

/** Every charge between the theoretical value and each side: its bar, its numbers, its sentence. */
class QuoteBreakdown extends Panel {
  /** @override */
  render() {
    const shown = quote.value;
    return html`<section class="panel breakdown ${staleReason.value ? 'stale' : ''}" aria-labelledby="breakdown-title">
      <header><h2 id="breakdown-title">Why this price</h2><span class="muted">${shown ? `${shown.currency} per ${per(shown)}` : ''}</span></header>
      ${shown ? this.table(shown) : html`<div class="empty">No quote yet.</div>`}
    </section>`;
  }

  /** @param {import('../core/types.js').Quote} shown */
  table(shown) {
    const decimals = shown.decimals + 2;
    const bars = walk(shown.theoretical, shown.charges);
    const x = priceAxis(shown.theoretical, bars);
    const last = bars.at(-1)?.to;
    const hasBid = shown.bid !== null && shown.bid !== undefined, hasOffer = shown.offer !== null && shown.offer !== undefined;
    return html`<table class="waterfall" data-testid="breakdown">
      <caption class="visually-hidden">From the theoretical value to bid and offer. A positive charge is worse for the client.</caption>
      <thead><tr><th scope="col">Charge</th><th scope="col" class="num">Bid</th><th scope="col" class="bar"><span class="visually-hidden">Chart</span>
        <span class="ends" aria-hidden="true"><span>◂ bid</span><span>offer ▸</span></span></th><th scope="col" class="num">Offer</th></tr></thead>
      <tbody>
        <tr class="total"><th scope="row">Theoretical</th><td class="num">${number(shown.theoretical, decimals)}</td><td class="bar"></td><td class="num">${number(shown.theoretical, decimals)}</td></tr>
        ${shown.charges.map((charge, i) => {
          const bar = bars[i];
          return html`<tr class="charge ${charge.bid || charge.offer ? '' : 'idle'}" data-testid="charge" data-name=${charge.name} data-bid=${charge.bid ?? ''} data-offer=${charge.offer ?? ''}>
            <th scope="row">${charge.label}</th>
            <td class="num">${hasBid ? number(negative(charge.bid), decimals, { plus: true }) : '\u2013'}</td>
            <td class="bar">${bar ? walkRow(bar, x) : nothing}</td>
            <td class="num">${hasOffer ? number(charge.offer, decimals, { plus: true }) : '\u2013'}</td></tr>
          <tr class="why"><td colspan="4">${charge.inputs.length ? html`
            <details><summary>${charge.why}</summary><dl class="inputs">${charge.inputs.map(input => html`<div><dt>${input.name}</dt>
              <dd>${plain(input.value)} ${input.unit}</dd></div>`)}</dl></details>` : charge.why}</td></tr>`;
        })}
      </tbody>
      <tfoot><tr class="total"><th scope="row">Quote</th>
        <td class="num" data-testid="breakdown-bid">${hasBid ? number(last?.bid ?? shown.bid, decimals) : 'none'}</td><td class="bar"></td>
        <td class="num" data-testid="breakdown-offer">${hasOffer ? number(last?.offer ?? shown.offer, decimals) : 'none'}</td></tr></tfoot>
    </table>`;
  }
}

/** A charge lowers the bid. @param {number | null} charge */
const negative = charge => (charge === null || charge === undefined ? null : -charge);

customElements.define('quote-breakdown', QuoteBreakdown);
