import { html, nothing } from 'lit';
import { dateTime, duration, number, per, percent, plain } from '../core/format.js';
import { legNames } from '../core/leg-names.js';
import { now, pricing, priced, staleReason } from '../core/store.js';
import { Panel } from '../ui/panel.js';
import { indication, pricedOf } from './indicate.js';

/** Where a market comes from, in words. @type {Record<string, string>} */
const SOURCE = { sample: 'generated sample', file: 'your file', live: 'feed' };

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
            ? 'Theoretical value on the market below. There is no range: a leg is not quoted on both sides there.'
            : 'Theoretical value on the market below, plus and minus half of what its legs are apart between bid and ask there.'}</p>`}
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
        <div><dt>Data</dt><dd data-testid="data-age" title=${dateTime(shown.asOf)}>${age(shown.asOf)}</dd></div>
        <div><dt>From</dt><dd data-testid="data-source" data-source=${shown.source}>${SOURCE[shown.source] ?? shown.source}</dd></div>
        <div><dt>Forward</dt><dd data-testid="reference-forward">${number(shown.referenceForward, 2)} ${shown.priceCurrency}</dd></div>
        <div><dt>Spot</dt><dd data-testid="reference-spot">${number(shown.referenceSpot, 2)} ${shown.priceCurrency}</dd></div>
      </dl>
      ${this.legs(shown)}`;
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
