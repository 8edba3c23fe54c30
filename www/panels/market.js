import { html, nothing } from 'lit';
import { loadChainFile } from '../core/file-actions.js';
import { dateTime, duration, expiryCode, number, percent } from '../core/format.js';
import { FIT } from '../core/fit.js';
import { keyOf, market, marketNotice, now, volatilityOf } from '../core/store.js';
import { issueList } from '../ui/issues.js';
import { Panel } from '../ui/panel.js';

/** Where chains come in, and how well each one was fitted. */
class MarketPanel extends Panel {
  /** @override */
  render() {
    const notice = marketNotice.value;
    return html`<section class="panel market" aria-labelledby="market-title">
      <header><h2 id="market-title">Market</h2><span class="muted">stays on this machine</span></header>
      <div class="drop" data-testid="drop" @dragover=${this.over} @dragleave=${this.leave} @drop=${this.drop}>
        <span>Drop a chain file here (.csv or .csv.gz)</span>
        <label class="button small">Choose files<input type="file" multiple class="visually-hidden" data-testid="chain-file" accept=".csv,.gz,.json,.txt,text/csv" @change=${this.pick}></label>
      </div>
      <div class="notice ${notice?.tone ?? ''}" role="status" data-testid="market-notice" data-tone=${notice?.tone ?? ''}>
        ${notice ? html`<p>${notice.text}</p>${issueList(notice.issues, 'Not loaded')}` : nothing}
      </div>
      ${(market.value?.underlyings ?? []).map(u => this.underlying(u))}
    </section>`;
  }

  /** @param {import('../core/types.js').UnderlyingReport} u */
  underlying(u) {
    const worst = u.expiries.some(e => e.status === 'red') ? 'red' : u.expiries.some(e => e.status === 'amber') ? 'amber' : 'green';
    return html`<details class="underlying" data-testid="underlying-report" data-id=${u.id} data-source=${u.source}>
      <summary><b>${u.id}</b> ${u.settlement} <span class="badge market ${u.source}">${u.source === 'sample' ? 'SAMPLE' : u.name ?? 'file'}</span>
        <span class="fit ${worst}"><span aria-hidden="true">${FIT[worst].icon}</span> ${worst === 'green' ? 'all fits good' : `worst fit ${FIT[worst].word}`}</span>
        <span class="muted about">${number(u.spot, 2)} spot · ${u.expiries.length} expiries · ${dateTime(u.asOf)}${u.source === 'file' ? `, ${duration(now.value - new Date(u.asOf).getTime())} old` : ''}</span></summary>
      <div class="scroll" tabindex="0" role="region" aria-label="Fits of ${u.id} ${u.settlement}"><table class="figures">
        <thead><tr><th scope="col">Expiry</th><th scope="col" class="num">Days</th><th scope="col" class="num">Used<small>of quotes</small></th>
          <th scope="col" class="num">Inside<small>bid/ask</small></th><th scope="col" class="num">RMS<small>vol pts</small></th><th scope="col">Fit</th></tr></thead>
        <tbody>${u.expiries.map(e => html`<tr>
          <th scope="row">${expiryCode(e.expiry)}</th><td class="num">${number(e.years * 365, 1)}</td><td class="num">${e.used} / ${e.quotes}</td>
          <td class="num">${percent(e.insideBidAsk, 0)}</td><td class="num">${number(e.rmsVolPoints, 2)}</td>
          <td><span class="fit ${e.status}"><span aria-hidden="true">${FIT[e.status].icon}</span> ${FIT[e.status].word}</span></td></tr>`)}</tbody></table></div>
      ${document.getElementById('volatility') ? html`<a class="to-volatility" href="#volatility" data-testid="to-volatility" @click=${() => { volatilityOf.value = keyOf(u); }}>Smiles, surface and report card of ${u.id} ${u.settlement}</a>` : nothing}
    </details>`;
  }

  /** @param {DragEvent} event */
  over(event) {
    event.preventDefault();
    /** @type {HTMLElement} */ (event.currentTarget).classList.add('over');
  }

  /** @param {DragEvent} event */
  leave(event) {
    /** @type {HTMLElement} */ (event.currentTarget).classList.remove('over');
  }

  /** @param {DragEvent} event */
  drop(event) {
    event.preventDefault();
    /** @type {HTMLElement} */ (event.currentTarget).classList.remove('over');
    takeAll(event.dataTransfer?.files);
  }

  /** @param {Event} event */
  pick(event) {
    const input = /** @type {HTMLInputElement} */ (event.currentTarget);
    takeAll(input.files).finally(() => { input.value = ''; });
  }
}

/** Several files are loaded one after the other, in the order given. @param {FileList | null | undefined} files */
export async function takeAll(files) {
  for (const file of Array.from(files ?? [])) await loadChainFile(file);
}

customElements.define('market-panel', MarketPanel);
