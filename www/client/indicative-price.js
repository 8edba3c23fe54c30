import { html, nothing } from 'lit';
import { copied } from '../core/clipboard.js';
import { dateTime, decimalsFor, duration, number, per, percent, plain } from '../core/format.js';
import { legNames } from '../core/leg-names.js';
import { now, pricing, priced, quotedRequest, staleReason } from '../core/store.js';
import { Panel } from '../ui/panel.js';
import { copyLink, copyText } from './copy.js';
import { indication, pricedOf, SOURCE } from './indicate.js';

/** Theoretical value between the ends of its range. */
class IndicativePrice extends Panel {
  /** @override */
  render() {
    const shown = indication.value;
    const as = shown && priced.value ? pricedOf(shown) : null;
    return html`<section class="panel indication ${staleReason.value ? 'stale' : ''} ${pricing.value ? 'busy' : ''}" aria-labelledby="price-title" data-testid="indication"
        data-stale=${staleReason.value ? 'true' : 'false'}>
      <header><h2 id="price-title">Indicative price</h2><span class="badge status indicative" data-testid="status"><span aria-hidden="true">◐</span> Indicative, not a quote</span></header>
      ${shown && as ? this.body(shown, as) : html`<div class="empty">${pricing.value ? 'Pricing…' : 'Waiting for the first request.'}</div>`}
    </section>`;
  }

  /** @param {import('./indicate.js').Indication} shown @param {import('../core/types.js').Priced} as */
  body(shown, as) {
    const { decimals, currency } = shown;
    const stale = staleReason.value;
    const range = shown.low === null || shown.high === null;
    return html`
      <div class="flag-row" aria-live="off">
        ${stale ? html`<p class="flag" data-testid="stale"><b>NOT UP TO DATE</b> ${stale}</p>`
          : html`<p class="why" data-testid="basis">${range
            ? 'Theoretical value on the loaded market. There is no range: a leg is not quoted on both sides there.'
            : 'Theoretical value on the loaded market, plus and minus half of what its legs are apart between bid and ask there.'}</p>`}
      </div>
      <div class="prices range">
        ${this.price('low', 'Low', shown.low, decimals, 'to sell at the bids')}
        ${this.price('theoretical', 'Theoretical', shown.theoretical, decimals + 2, 'between them')}
        ${this.price('high', 'High', shown.high, decimals, 'to buy at the asks')}
      </div>
      <p class="unit">${currency} per ${per(as)} · indicative, not a quote</p>
      <dl class="facts">
        <div><dt>Half width</dt><dd data-testid="half-width" data-value=${shown.halfWidth ?? ''}>${number(shown.halfWidth, decimals + 2)}</dd></div>
        <div><dt>Size</dt><dd>× ${plain(shown.quantity)}</dd></div>
        <div class="dated"><dt>Data</dt><dd data-testid="data-age" title=${dateTime(shown.asOf)}>${age(shown.asOf)}</dd></div>
        <div class="dated"><dt>From</dt><dd data-testid="data-source" data-source=${shown.source}>${SOURCE[shown.source] ?? shown.source}</dd></div>
        <div><dt>Forward</dt><dd data-testid="reference-forward">${number(shown.referenceForward, 2)} ${shown.priceCurrency}</dd></div>
        <div><dt>Spot</dt><dd data-testid="reference-spot">${number(shown.referenceSpot, 2)} ${shown.priceCurrency}</dd></div>
      </dl>
      <p class="on-paper" data-testid="on-paper">Market data of ${dateTime(shown.asOf)}, ${SOURCE[shown.source] ?? shown.source}; printed ${dateTime(now.value)}.</p>
      ${this.tied(as)}
      ${this.otherUnit(as)}
      ${this.legs(shown)}
      ${this.copies()}`;
  }

  /** What a tied request says besides, none of which is in the price. @param {import('../core/types.js').Priced} as */
  tied(as) {
    const tied = quotedRequest.value?.draft.tied;
    if (!tied) return nothing;
    const own = as.greeks.deltaPremiumAdjusted;
    const delta = tied.delta === undefined || tied.delta === null ? `the model’s delta, about ${number(own, Math.max(2, decimalsFor([own], 2)))}` : `a delta of ${plain(tied.delta)}`;
    return html`<p class="note" data-testid="tied">The price is of the options alone: their theoretical value${as.bid === null || as.offer === null ? '' : ', and the range that their bids and asks leave around it'}.
      <b>The hedge that would change hands is not in it</b>, ${delta} per ${per(as)} at ${plain(tied.reference)}; nor is it in the payoff and the Greeks.</p>`;
  }

  /** Says so where a price was asked for in what this page does not turn it into. @param {import('../core/types.js').Priced} as */
  otherUnit({ currency, priceCurrency }) {
    const asked = quotedRequest.value?.draft.priceIn;
    const isCoin = currency !== priceCurrency;
    const other = asked === 'vol' ? 'volatility points' : asked === 'usd' && isCoin ? priceCurrency : asked === 'coin' && !isCoin ? 'coins' : '';
    return other ? html`<p class="note" data-testid="other-unit">Asked for in ${other}; this page gives the price in ${currency}${asked === 'vol' ? ', and the volatility of each leg below' : ''}.</p>` : nothing;
  }

  /** The price and its request for elsewhere, and what became of the last copy. */
  copies() {
    return html`<div class="copies" role="group" aria-labelledby="copy-title"><span class="muted" id="copy-title">Copy</span>
        <button type="button" class="small" data-testid="copy-link" aria-keyshortcuts="L" title="The address of this page with the spread in it (L)" @click=${copyLink}>Link</button>
        <button type="button" class="small" data-testid="copy-text" title="The indicative price as one line" @click=${copyText}>Text</button></div>
      <p class="copied ${copied.value.tone}" role="status" data-testid="copied" data-tone=${copied.value.tone}>${copied.value.text}</p>`;
  }

  /** @param {string} key @param {string} label @param {number | null} price @param {number} decimals @param {string} who */
  price(key, label, price, decimals, who) {
    const text = number(price, decimals);
    return html`<div class="side ${key}"><span class="label">${label}</span>
      <output class="price" data-testid=${key} data-value=${price ?? ''}>${price === null ? 'none' : text}</output>
      <span class="size">${price === null ? 'not on screen' : who}</span></div>`;
  }

  /** @param {import('./indicate.js').Indication} shown */
  legs({ legs, decimals }) {
    const names = legNames(legs);
    return html`<div class="scroll" tabindex="0" role="region" aria-label="Table of legs"><table class="figures" data-testid="leg-values">
      <thead><tr><th scope="col">${names.common || 'Leg'}</th><th scope="col" class="num">Price<small>per unit</small></th><th scope="col" class="num">Vol</th><th scope="col" class="num">Half width<small>bid to ask</small></th><th scope="col">From</th></tr></thead>
      <tbody>${legs.map((leg, i) => html`<tr data-testid="leg-value"><th scope="row">${names.each[i]}</th>
        <td class="num">${number(leg.price, decimals + 2)} <small>${leg.currency}</small></td><td class="num">${percent(leg.vol, 2)}</td>
        <td class="num">${leg.kind === 'option' ? leg.screenHalfSpread === null ? 'not quoted' : number(leg.screenHalfSpread, decimals + 2) : nothing}</td>
        <td>${leg.marked.length ? html`<span class="badge warn">your ${leg.marked.join(', ')}</span>` : 'model'}</td></tr>`)}</tbody></table></div>`;
  }
}

/** @param {string} asOf */
function age(asOf) {
  const elapsed = now.value - new Date(asOf).getTime();
  return elapsed >= 0 ? `${duration(elapsed)} old` : `as of ${dateTime(asOf)}`;
}

customElements.define('indicative-price', IndicativePrice);
