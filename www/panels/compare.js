import { html, nothing } from 'lit';
import { compared } from '../core/compare.js';
import { dateTime, fine, NONE, number, plain } from '../core/format.js';
import { pinned } from '../core/pinned.js';
import { quote } from '../core/desk-store.js';
import { staleReason } from '../core/store.js';
import { Panel } from '../ui/panel.js';

/** The pinned quote beside the one on show, with their differences. */
class QuoteCompare extends Panel {
  /** @override */
  render() {
    const first = pinned.value, shown = quote.value;
    if (!first || !shown) return nothing;
    const isSame = first === shown;
    return html`<section class="panel compare ${staleReason.value ? 'stale' : ''}" aria-labelledby="compare-title" data-testid="compare">
      <header><h2 id="compare-title">Compared</h2><span class="tools">
        ${isSame ? nothing : html`<button type="button" class="small" data-testid="compare-swap" @click=${() => { pinned.value = shown; }}>Pin this one</button>`}
        <button type="button" class="small" data-testid="compare-end" @click=${() => this.end()}>Unpin</button></span></header>
      <p class="muted" data-testid="compare-pinned">Pinned: ${first.request} Data of ${dateTime(first.asOf)}.</p>
      ${isSame ? html`<p class="hint" data-testid="compare-wait">The next quote will stand beside it.</p>` : html`<div class="scroll" tabindex="0" role="region" aria-label="The pinned quote and this one"><table class="figures" data-testid="compare-table">
        <thead><tr><th scope="col">Quote</th><th scope="col" class="num">Pinned</th><th scope="col" class="num">Now</th><th scope="col" class="num">Change</th></tr></thead>
        <tbody>${compared(first, shown).map(({ key, label, unit, decimals, pinned: before, now, difference }) => html`<tr data-row=${key}><th scope="row">${label} <small>${unit}</small></th>
          <td class="num">${said(before, decimals)}</td><td class="num">${said(now, decimals)}</td>
          <td class="num" data-testid="compare-change" data-value=${difference ?? ''}>${difference === null ? NONE : decimals === null ? plain(difference) : number(difference, decimals, { plus: true })}</td></tr>`)}</tbody></table></div>`}
    </section>`;
  }

  end() {
    pinned.value = null;
    /** @type {HTMLElement | null} */ (document.querySelector('[data-testid=pin]'))?.focus();
  }
}

/** @param {number | null} value @param {number | null} decimals */
const said = (value, decimals) => (decimals === null ? plain(value) : fine(value, decimals));

customElements.define('quote-compare', QuoteCompare);
