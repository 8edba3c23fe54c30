import { html, nothing } from 'lit';
import { book } from '../../core/book.js';
import { inUnit, percent } from '../../core/format.js';
import { Panel } from '../../ui/panel.js';

/** A band in a word and a sign. */
const BANDS = {
  ok: { word: 'within', icon: '●', tone: 'green' }, warn: { word: 'near', icon: '◐', tone: 'amber' },
  reduceOnly: { word: 'reducing', icon: '▼', tone: 'amber' }, breach: { word: 'over', icon: '▲', tone: 'red' },
};
/** Rows that are always shown; the rest are one click away unless they are not plainly within. */
const SHOWN = 10;

/** @typedef {import('../../core/types.js').BookLimit} BookLimit */

/** What the book uses of every limit, before any trade. */
class BookLimits extends Panel {
  /** @override */
  render() {
    const all = (book.value?.limits ?? []).toSorted((a, b) => b.utilisation - a.utilisation);
    const first = all.filter((row, i) => i < SHOWN || row.status !== 'ok');
    const rest = all.filter(row => !first.includes(row));
    return html`<h3>Limits <small>most used first</small></h3>
      ${all.length ? this.table(first, 'Limits of the book, most used') : html`<p class="muted">Nothing is held that a limit measures.</p>`}
      ${rest.length ? html`<details><summary>${rest.length} more, all within</summary>${this.table(rest, 'Other limits of the book')}</details>` : nothing}`;
  }

  /** @param {BookLimit[]} rows @param {string} name */
  table(rows, name) {
    return html`<div class="scroll" tabindex="0" role="region" aria-label=${name}><table class="figures" data-testid="book-limits">
      <thead><tr><th scope="col">Limit</th><th scope="col" class="num">Book</th><th scope="col" class="num">Limit</th><th scope="col" class="num">Used</th><th scope="col">Band</th></tr></thead>
      <tbody>${rows.map(({ metric, scope, label, unit, value, warning, limit, utilisation, status }) => {
        const { word, icon, tone } = BANDS[status];
        return html`<tr data-metric=${metric} data-scope=${scope} data-status=${status} title="Warns from ${inUnit(warning, unit)}"><th scope="row">${label}</th><td class="num">${inUnit(value, unit)}</td><td class="num">${inUnit(limit, unit)}</td>
          <td class="num">${percent(utilisation, 1)}</td><td><span class="fit ${tone}"><span aria-hidden="true">${icon}</span> ${word}</span></td></tr>`;
      })}</tbody></table></div>`;
  }
}

customElements.define('book-limits', BookLimits);
