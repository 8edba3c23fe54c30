import { html, nothing } from 'lit';
import { deskFile } from '../core/book.js';
import { refused } from '../core/desk-edit.js';
import { loadDeskFile, resetDesk } from '../core/desk-files.js';
import { inUnit, percent, plain } from '../core/format.js';
import { desk, deskNotice, quote } from '../core/desk-store.js';
import { issueList } from '../ui/issues.js';
import { Panel } from '../ui/panel.js';
import { saveFile } from '../ui/save.js';

/** Whose rules the quote follows: tiers, clients and limits, and the file they come from. */
class DeskPanel extends Panel {
  /** @override */
  render() {
    const shown = desk.value;
    const notice = deskNotice.value;
    return html`<section class="panel desk" aria-labelledby="desk-title">
      <header><h2 id="desk-title">Desk</h2><span class="muted" data-testid="desk-name">${shown?.name ?? ''}</span></header>
      <div class="buttons">
        <label class="button small">Load desk file<input type="file" class="visually-hidden" data-testid="desk-file" accept=".json,application/json" @change=${this.pick}></label>
        <button type="button" class="small" data-testid="reset-desk" @click=${() => this.reset()}>Reset to demo</button>
        <button type="button" class="small" data-testid="export-desk" ?disabled=${!shown} @click=${() => this.export()}>Export desk file</button>
      </div>
      <div class="notice ${notice?.tone ?? ''}" role="status" data-testid="desk-notice" data-tone=${notice?.tone ?? ''}>${notice ? html`<p>${notice.text}</p>${issueList(notice.issues, 'Not loaded')}` : nothing}</div>
      ${shown ? this.tiers(shown) : nothing}
      <desk-editor></desk-editor>
      ${shown?.limits.length ? html`<details><summary>${shown.limits.length} limits in use</summary><table class="figures" data-testid="limits">
        <thead><tr><th scope="col">Limit</th><th scope="col" class="num">Value<small>money in price currency</small></th></tr></thead>
        <tbody>${shown.limits.map(limit => html`<tr><th scope="row">${limit.label}</th><td class="num">${limit.unit === 'money' ? plain(limit.limit, 2) : inUnit(limit.limit, limit.unit)}</td></tr>`)}</tbody></table></details>` : nothing}
    </section>`;
  }

  /** @param {import('../core/types.js').DeskReport} shown */
  tiers(shown) {
    const current = quote.value?.client.tier;
    return html`<table class="figures" data-testid="tiers"><thead><tr><th scope="col">Tier</th><th scope="col" class="num">Charge per side<small>of premium at stake</small></th><th scope="col">Clients</th></tr></thead>
      <tbody>${shown.tiers.map(({ tier, low, high }) => html`<tr class=${tier === current ? 'current' : ''}><th scope="row">${tier}${tier === current ? ' (this quote)' : ''}</th>
        <td class="num">${percent(low)} to ${percent(high)}</td><td>${shown.clients.filter(client => client.tier === tier).map(client => client.name).join(', ') || 'none named'}</td></tr>`)}</tbody></table>`;
  }

  /** Goes back to the demo desk; trades are not thrown away unasked. */
  reset() {
    const count = desk.value?.config.trades?.length ?? 0;
    // oxlint-disable-next-line no-alert -- the browser's own question cannot be overlooked, and this cannot be undone
    if (count && !confirm(`Reset to the demo desk? The ${count === 1 ? 'trade' : `${count} trades`} of this desk will be gone; export the desk file first to keep ${count === 1 ? 'it' : 'them'}.`)) return;
    refused.value = {};
    resetDesk();
  }

  /** Saves the desk as it is, book and trades included. */
  export() {
    if (!desk.value) return;
    const { name, text } = deskFile(desk.value);
    saveFile(new Blob([text], { type: 'application/json' }), name);
  }

  /** @param {Event} event */
  pick(event) {
    const input = /** @type {HTMLInputElement} */ (event.currentTarget);
    const file = input.files?.[0];
    if (file) loadDeskFile(file).finally(() => { input.value = ''; });
  }
}

customElements.define('desk-panel', DeskPanel);
