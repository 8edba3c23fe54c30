import { html, nothing } from 'lit';
import { inUnit, percent } from '../core/format.js';
import { quote } from '../core/desk-store.js';
import { staleReason } from '../core/store.js';
import { Panel } from '../ui/panel.js';

/** A check's outcome in a word and a sign, mildest first. */
const OUTCOME = {
  ok: { word: 'within', icon: '●', tone: 'green' }, warn: { word: 'near', icon: '◐', tone: 'amber' },
  reduceOnly: { word: 'reducing', icon: '▼', tone: 'amber' }, breach: { word: 'over', icon: '▲', tone: 'red' },
};
const SEVERITY = /** @type {(keyof typeof OUTCOME)[]} */ (Object.keys(OUTCOME));
/** Rows that are always shown; the rest are one click away unless they are not plainly within. */
const SHOWN = 5;

/**
 * @typedef {import('../core/types.js').LimitCheck} LimitCheck
 * @typedef {NonNullable<LimitCheck['bid']>} SideCheck
 * @typedef {LimitCheck & { worst: SideCheck }} Row a limit with the side that brings it nearer
 */

/** What the quote would do to the desk's limits, one row for both sides. */
class LimitChecks extends Panel {
  /** @override */
  render() {
    const shown = quote.value;
    const rows = shown ? rowsOf(shown.checks) : [];
    const first = rows.filter((row, i) => i < SHOWN || row.worst.status !== 'ok');
    const rest = rows.filter(row => !first.includes(row));
    return html`<section class="panel limit-checks ${staleReason.value ? 'stale' : ''}" aria-labelledby="limits-title">
      <header><h2 id="limits-title">Limits if traded</h2><span class="muted">${shown ? `${shown.priceCurrency}, the desk’s book, most used first` : ''}</span></header>
      ${rows.length ? this.table(first, 'Limits most used') : html`<div class="empty">${shown ? 'No limit applies to this request.' : 'No quote yet.'}</div>`}
      ${rest.length ? html`<details><summary>${rest.length} more, all within</summary>${this.table(rest, 'Other limits')}</details>` : nothing}
      ${shown?.unvalued?.length ? html`<p class="note">Not counted, because no loaded market can value them: ${shown.unvalued.join(', ')}.</p>` : nothing}
    </section>`;
  }

  /** @param {Row[]} rows @param {string} name */
  table(rows, name) {
    return html`<div class="scroll" tabindex="0" role="region" aria-label=${name}><table class="figures" data-testid="checks">
      <thead><tr><th scope="col">Limit</th><th scope="col" class="num">Before</th><th scope="col" class="num">Bid hit</th><th scope="col" class="num">Offer lifted</th>
        <th scope="col" class="num">Limit</th><th scope="col" class="num">Used</th><th scope="col">Status</th></tr></thead>
      <tbody>${rows.map(({ label, unit, before, limit, bid, offer, worst }) => {
        const { word, icon, tone } = OUTCOME[worst.status];
        return html`<tr title=${worst.why ?? nothing}><th scope="row">${label}</th><td class="num">${inUnit(before, unit)}</td><td class="num">${inUnit(bid?.after, unit)}</td><td class="num">${inUnit(offer?.after, unit)}</td>
          <td class="num">${inUnit(limit, unit)}</td><td class="num">${percent(worst.utilisation, 1)}</td><td><span class="fit ${tone}"><span aria-hidden="true">${icon}</span> ${word}</span></td></tr>`;
      })}</tbody></table></div>`;
  }
}

/** @param {SideCheck} a @param {SideCheck} b */
const byUse = (a, b) => SEVERITY.indexOf(b.status) - SEVERITY.indexOf(a.status) || b.utilisation - a.utilisation;

/** Every limit, the most used first. @param {LimitCheck[]} checks @returns {Row[]} */
function rowsOf(checks) {
  const rows = checks.flatMap(check => {
    const [worst] = [check.bid, check.offer].filter(side => side !== null).toSorted(byUse);
    return worst ? [{ ...check, worst }] : [];
  });
  return rows.toSorted((a, b) => byUse(a.worst, b.worst));
}

customElements.define('limit-checks', LimitChecks);
