import { html, nothing } from 'lit';
import { dateTime, number, per, plain } from '../core/format.js';
import { quote, timeLeft } from '../core/desk-store.js';
import { holder, now, payoffs, quotedRequest, staleReason } from '../core/store.js';
import { Panel } from '../ui/panel.js';

const TITLE = { firm: 'Firm quote', indicative: 'Indicative terms' };

/** What a client gets on paper beside the prices: the legs, the terms and what can be gained and lost; nothing of how the price came about. */
class TermSheet extends Panel {
  /** @override */
  render() {
    const shown = quote.value;
    if (!shown) return html`<p>There is no quote to print.</p>`;
    const stale = staleReason.value;
    const over = timeLeft.value <= 0;
    const { facts } = this;
    const money = (/** @type {number | null | undefined} */ value) => (value === null || value === undefined ? 'unlimited' : `${number(Math.abs(value), Math.abs(value) < 1 ? 4 : 2)} ${facts?.currency ?? ''}`);
    return html`<section data-testid="term-sheet">
      <h2>${TITLE[/** @type {keyof typeof TITLE} */ (shown.status)] ?? 'Terms'}: ${plain(shown.quantity)} × ${shown.underlying} ${shown.structureName}</h2>
      ${stale ? html`<p><b>NOT VALID.</b> ${stale}</p>` : over ? html`<p><b>EXPIRED.</b> These prices were good until ${dateTime(shown.validUntil)}.</p>` : nothing}
      <p>${shown.request}</p>
      <table class="figures"><caption>Legs of one spread, as its buyer owns them</caption>
        <thead><tr><th scope="col" class="num">Contracts</th><th scope="col">Instrument</th><th scope="col">Type</th><th scope="col" class="num">Strike</th><th scope="col">Expiry</th><th scope="col">Settlement</th></tr></thead>
        <tbody>${shown.legs.map(leg => html`<tr><td class="num">${plain(leg.ratio)}</td><th scope="row">${leg.symbol}</th><td>${leg.type ?? leg.kind}</td><td class="num">${leg.strike ? plain(leg.strike) : ''}</td><td>${leg.expiry ? dateTime(leg.expiry) : ''}</td><td>${leg.settlement}</td></tr>`)}</tbody></table>
      <dl class="terms">
        ${quotedRequest.value?.draft.client ? html`<div><dt>For</dt><dd>${shown.client.name}</dd></div>` : nothing}
        <div><dt>Reference</dt><dd>${shown.id}</dd></div>
        <div><dt>Good until</dt><dd>${dateTime(shown.validUntil)}</dd></div>
        <div><dt>Market data of</dt><dd>${dateTime(shown.asOf)}</dd></div>
        <div><dt>Premium</dt><dd>in ${shown.currency} per ${per(shown)}</dd></div>
        ${facts ? html`<div><dt>Buyer’s largest gain at expiry</dt><dd>${money(facts.maxProfit)}</dd></div><div><dt>Buyer’s largest loss at expiry</dt><dd>${money(facts.maxLoss)}</dd></div>
          <div><dt>Buyer breaks even at</dt><dd>${facts.breakevens.length ? `${facts.breakevens.map(at => number(at, 2)).join(' and ')} ${shown.priceCurrency}` : 'no price'}</dd></div>` : nothing}
        <div><dt>Printed</dt><dd>${dateTime(now.value)}</dd></div>
      </dl>
      ${shown.status === 'firm' ? nothing : html`<p class="small-print">Indicative: an invitation to ask, not an offer. Prices are confirmed when they are dealt.</p>`}
    </section>`;
  }

  /** What buying at the offer can bring, per spread at expiry; nothing where it rests on a model or on an exchanged hedge. */
  get facts() {
    const { buy } = payoffs.value;
    return quote.value && !quote.value.tied && quote.value.offer !== null && buy && !buy.modelDependent ? buy : null;
  }
}

// The paper is the client's: whoever's payoff is on the screen, the client's is printed.
/** @type {'client' | 'dealer'} */
let shownFor = 'client';
addEventListener('beforeprint', () => { shownFor = holder.value; holder.value = 'client'; });
addEventListener('afterprint', () => { holder.value = shownFor; });

customElements.define('term-sheet', TermSheet);
