import { html, nothing } from 'lit';
import { loadDeskFile, resetDesk } from '../core/actions.js';
import { number, percent, plain } from '../core/format.js';
import { desk, deskNotice, quote, staleReason } from '../core/store.js';
import { issueList } from '../ui/issues.js';
import { Panel } from '../ui/panel.js';

/** A check's outcome in a word and a sign. */
const CHECK = {
  ok: { word: 'within', icon: '●', tone: 'green' }, warn: { word: 'near', icon: '◐', tone: 'amber' }, breach: { word: 'over', icon: '▲', tone: 'red' },
  reduceOnly: { word: 'reducing', icon: '▼', tone: 'amber' },
};

/** Whose rules the quote follows: tiers, limits and what this trade does to them. */
class DeskPanel extends Panel {
  /** @override */
  render() {
    const shown = desk.value;
    const notice = deskNotice.value;
    return html`<section class="panel desk" aria-labelledby="desk-title">
      <header><h2 id="desk-title">Desk</h2><span class="muted" data-testid="desk-name">${shown?.name ?? ''}</span></header>
      <div class="buttons">
        <label class="button small">Load desk file<input type="file" class="visually-hidden" data-testid="desk-file" accept=".json,application/json" @change=${this.pick}></label>
        <button type="button" class="small" data-testid="reset-desk" @click=${resetDesk}>Reset to demo</button>
      </div>
      <div class="notice ${notice?.tone ?? ''}" role="status" data-testid="desk-notice" data-tone=${notice?.tone ?? ''}>${notice ? html`<p>${notice.text}</p>${issueList(notice.issues)}` : nothing}</div>
      ${shown ? this.tiers(shown) : nothing}
      ${this.checks(shown)}
    </section>`;
  }

  /** @param {import('../core/types.js').DeskReport} shown */
  tiers(shown) {
    return html`<table class="figures" data-testid="tiers"><thead><tr><th scope="col">Tier</th><th scope="col" class="num">Charge per side<small>of premium at stake</small></th><th scope="col">Clients</th></tr></thead>
      <tbody>${shown.tiers.map(t => html`<tr class=${quote.value?.client?.tier === t.tier ? 'current' : ''}><th scope="row">${t.tier}${quote.value?.client?.tier === t.tier ? ' (this quote)' : ''}</th>
        <td class="num">${percent(t.low)} to ${percent(t.high)}</td><td>${shown.clients.filter(c => c.tier === t.tier).map(c => c.name).join(', ') || 'none named'}</td></tr>`)}</tbody></table>`;
  }

  /** What the quote would do to the limits; the bare limits where there is no quote. @param {import('../core/types.js').DeskReport | null} shown */
  checks(shown) {
    const checks = quote.value?.checks ?? [];
    if (!checks.length) {
      if (!shown?.limits.length) return nothing;
      return html`<table class="figures" data-testid="limits"><thead><tr><th scope="col">Limit</th><th scope="col" class="num">Value</th></tr></thead>
        <tbody>${shown.limits.map(l => html`<tr><th scope="row">${l.label}</th><td class="num">${plain(l.limit, 2)} ${l.unit ?? ''}</td></tr>`)}</tbody></table>`;
    }
    // What is used most comes first; the rest is one click away.
    const ranked = checks.toSorted((a, b) => b.utilisation - a.utilisation);
    const shortList = ranked.filter((check, i) => i < 5 || check.status !== 'ok');
    const rest = ranked.filter(check => !shortList.includes(check));
    return html`${this.checkTable(shortList)}${rest.length ? html`<details class="rest"><summary>${rest.length} more, all within</summary>${this.checkTable(rest)}</details>` : nothing}`;
  }

  /** @param {import('../core/types.js').LimitCheck[]} checks */
  checkTable(checks) {
    return html`<div class="scroll ${staleReason.value ? 'stale' : ''}" tabindex="0" role="region" aria-label="Limit checks"><table class="figures" data-testid="checks">
      <thead><tr><th scope="col">If traded</th><th scope="col">Side</th><th scope="col" class="num">Before</th><th scope="col" class="num">After</th><th scope="col" class="num">Limit</th><th scope="col" class="num">Used</th><th scope="col">Status</th></tr></thead>
      <tbody>${checks.map(c => {
        const { word, icon, tone } = CHECK[c.status];
        return html`<tr title=${c.why}><th scope="row">${c.label}</th><td>${c.side}</td><td class="num">${number(c.before, decimals(c))}</td><td class="num">${number(c.after, decimals(c))}</td>
          <td class="num">${plain(c.limit, 2)}</td><td class="num">${percent(c.utilisation, 1)}</td><td><span class="fit ${tone}"><span aria-hidden="true">${icon}</span> ${word}</span></td></tr>`;
      })}</tbody></table></div>`;
  }

  /** @param {Event} event */
  pick(event) {
    const input = /** @type {HTMLInputElement} */ (event.currentTarget);
    const file = input.files?.[0];
    if (file) loadDeskFile(file).finally(() => { input.value = ''; });
  }
}

/** @param {import('../core/types.js').LimitCheck} check */
const decimals = check => (Math.abs(check.limit) >= 1000 ? 0 : 2);

customElements.define('desk-panel', DeskPanel);
