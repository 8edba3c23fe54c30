import { html, nothing } from 'lit';
import { reprice } from '../core/pricing.js';
import { booked, booking, clientTraded, did, whyNot } from '../core/book.js';
import { copied } from '../core/clipboard.js';
import { FORMS, copyAs } from '../core/copy.js';
import { cashDecimals, countdown, dateTime, duration, number, per, percent, plain, time } from '../core/format.js';
import { quote, timeLeft } from '../core/desk-store.js';
import { pinned } from '../core/pinned.js';
import { now, openQuestion, pricing, request, staleReason } from '../core/store.js';
import { openCompare } from '../ui/desk-open.js';
import { Panel } from '../ui/panel.js';

/** The status in a word and a sign. @type {Record<string, { word: string, icon: string }>} */
const STATUS = {
  firm: { word: 'Firm', icon: '●' }, indicative: { word: 'Indicative', icon: '◐' }, refer: { word: 'Refer to trader', icon: '▲' }, reject: { word: 'Not quoted', icon: '✕' },
  stale: { word: 'Stale', icon: '◌' }, expired: { word: 'Expired', icon: '◌' },
};

/** Bid and offer as they would be read out. */
class QuoteTicket extends Panel {
  /** @override */
  render() {
    const shown = quote.value;
    const stale = staleReason.value;
    const over = Boolean(shown) && timeLeft.value <= 0;
    return html`<section class="panel ticket ${stale || over ? 'stale' : ''} ${pricing.value ? 'busy' : ''}" aria-labelledby="quote-title" data-testid="ticket"
        data-stale=${stale ? 'true' : 'false'} data-expired=${over ? 'true' : 'false'}>
      <header><h2 id="quote-title">Quote</h2>${shown ? html`<span class="tools"><button type="button" class="small" data-testid="pin" title="Keeps this quote beside the next ones" @click=${() => pin(shown)}>Pin to compare</button>${this.status(stale ? 'stale' : over ? 'expired' : shown.status)}</span>` : nothing}</header>
      ${shown ? this.body(shown, stale, over) : html`<div class="empty">${pricing.value ? 'Pricing…' : 'Waiting for the first request.'}</div>`}
      ${request.value ? this.copies() : nothing}
    </section>`;
  }

  /** @param {string} status */
  status(status) {
    const { word, icon } = STATUS[status] ?? { word: status, icon: '' };
    return html`<span class="badge status ${status}" data-testid="status"><span aria-hidden="true">${icon}</span> ${word}</span>`;
  }

  /** @param {import('../core/types.js').Quote} shown @param {string} stale @param {boolean} over */
  body(shown, stale, over) {
    const decimals = shown.decimals;
    return html`
      <div class="flag-row" aria-live="off">
        ${stale ? html`<p class="flag" data-testid="stale"><b>STALE</b> ${stale}</p>`
          : over ? html`<p class="flag" data-testid="expired"><b>EXPIRED</b> ${duration(-timeLeft.value)} ago.
              <button type="button" class="small" data-testid="reprice" @click=${reprice}>Price again</button></p>`
            : openQuestion.value ? html`<p class="flag" data-testid="open-question" title=${openQuestion.value}><b>QUESTION</b> open: answer it under the request line.</p>`
            : html`<p class="why" title=${shown.statusWhy}>${shown.statusWhy}</p>`}
      </div>
      <div class="prices">
        ${this.price('bid', 'Bid', shown.bid, shown.bidSize, decimals, 'client sells')}
        ${this.price('offer', 'Offer', shown.offer, shown.offerSize, decimals, 'client buys')}
      </div>
      ${this.trades()}
      <p class="unit">${shown.currency} per ${per(shown)} · tick ${plain(shown.tick)}</p>
      <dl class="facts">
        <div class="desk-only"><dt>Theoretical</dt><dd data-testid="theoretical" data-value=${shown.theoretical}>${number(shown.theoretical, decimals + 2)}</dd></div>
        <div><dt>Width</dt><dd>${shown.bid !== null && shown.bid !== undefined && shown.offer !== null && shown.offer !== undefined ? number(shown.offer - shown.bid, decimals) : '\u2013'}</dd></div>
        <div class="validity"><dt>Valid to</dt><dd data-testid="valid-until">${time(shown.validUntil)} <span class="count">${over ? 'over' : countdown(timeLeft.value)}</span></dd></div>
        <div><dt>Data</dt><dd data-testid="data-age" title=${dateTime(shown.asOf)}>${age(shown.asOf)}</dd></div>
        <div><dt>Forward</dt><dd data-testid="reference-forward">${number(shown.referenceForward, 2)} ${shown.priceCurrency}</dd></div>
        <div><dt>Spot</dt><dd data-testid="reference-spot">${number(shown.referenceSpot, 2)} ${shown.priceCurrency}</dd></div>
        ${shown.pricedIn ? html`<div class="broad"><dt>In ${shown.pricedIn.unit}</dt><dd data-testid="priced-in">${number(shown.pricedIn.bid, 2)} / ${number(shown.pricedIn.offer, 2)}</dd></div>` : nothing}
        <div class="broad desk-only"><dt>Half of the legs’ width on screen</dt><dd data-testid="screen-half-width">${shown.screenHalfWidth === null ? 'not on screen' : `${number(shown.screenHalfWidth, decimals + 2)} ${shown.currency}`}</dd></div>
        <div class="broad desk-only"><dt>Client</dt><dd data-testid="quote-client" title=${shown.client.why}>${shown.client.name}, tier ${shown.client.tier}, charged ${percent(shown.client.fraction, 2)}</dd></div>
        <div class="broad desk-only"><dt>Net cash, client buys at theoretical</dt><dd data-testid="net-cash">${number(shown.cash.net, cashDecimals(shown))} ${shown.cash.currency}</dd></div>
      </dl>
      ${shown.tied ? html`<p class="note" data-testid="tied">${shown.tied.why}</p>` : nothing}
      ${shown.cash.note ? html`<p class="note" data-testid="cash-note">${shown.cash.note}</p>` : nothing}
      <div class="chat"><code data-testid="chat-line">${shown.chatLine}</code></div>`;
  }

  /** “Client traded”, at the price and size on show. */
  trades() {
    return html`<div class="trades desk-only" role="group" aria-label="Client traded">${tradeButton('sell')}${tradeButton('buy')}</div>
      <p class="copied desk-only ${booked.value.tone}" data-testid="ticket-booked">${booked.value.text}${booked.value.trade ? html` <a href="#book">Book</a>` : nothing}</p>`;
  }

  /** The answer in the forms that other programs take, and what became of the last one. */
  copies() {
    return html`<div class="copies" role="group" aria-labelledby="copy-title"><span class="muted" id="copy-title">Copy</span>
        ${FORMS.map(({ key, label, what }) => html`<button type="button" class="small" data-testid="copy-${key}" title=${what} @click=${() => copyAs(key)}>${label}</button>`)}</div>
      <p class="copied ${copied.value.tone}" role="status" data-testid="copied" data-tone=${copied.value.tone}>${copied.value.text}</p>`;
  }

  /** @param {'bid' | 'offer'} side @param {string} label @param {number | null} price @param {number} size @param {number} decimals @param {string} who */
  price(side, label, price, size, decimals, who) {
    const none = price === null || price === undefined;
    return html`<div class="side ${side}">
      <span class="label">${label} <small>${who}</small></span>
      <output class="price ${number(price, decimals).length > 5 ? 'long' : ''}" data-testid=${side} data-value=${none ? '' : price}>${none ? 'none' : number(price, decimals)}</output>
      <span class="size" data-testid="${side}-size">${none ? 'not quoted' : `× ${plain(size)}`}</span>
    </div>`;
  }
}

/** Books what a client did; says why not where it cannot. @param {import('../core/types.js').ClientSide} side */
function tradeButton(side) {
  const why = whyNot(side) || (booking.value ? 'A trade is being booked.' : '');
  return html`<button type="button" class="small" data-testid="client-${did(side)}" aria-disabled=${why ? 'true' : 'false'} title=${why || 'Books the trade at the price and size above'} @click=${() => clientTraded(side)}>Client ${did(side)}</button>`;
}

/** @param {import('../core/types.js').Quote} shown */
function pin(shown) {
  pinned.value = shown;
  openCompare();
}

/** @param {string} asOf */
function age(asOf) {
  const elapsed = now.value - new Date(asOf).getTime();
  return elapsed >= 0 ? `${duration(elapsed)} old` : `as of ${dateTime(asOf)}`;
}

customElements.define('quote-ticket', QuoteTicket);
