import { html, nothing } from 'lit';
import { batch, inUse, table } from '../../core/batch.js';
import { asWritten, issuesOf } from '../../core/batch-rows.js';
import { SEVERITY } from '../../ui/issues.js';
import { Panel } from '../../ui/panel.js';

/** The row in use, in whole sentences: what was understood and everything that was found. */
class BatchDetail extends Panel {
  /** @override */
  render() {
    void batch.value;
    const place = inUse.value;
    if (place < 0) return html`<div class="batch-detail"></div>`;
    const row = table.value.row(place);
    const found = row['issues'] ? issuesOf(row['issues']) : [];
    return html`<div class="batch-detail" data-testid="batch-detail">
      <p><b>Line ${row['line'] || place + 1}</b> <code>${asWritten(row['request'] ?? '')}</code></p>
      ${row['understood'] ? html`<p>${asWritten(row['understood'])}</p>` : nothing}
      ${found.length ? html`<ul class="issues">${found.map(issue => html`<li class="issue ${issue.severity}">
        <span class="badge ${issue.severity}"><span aria-hidden="true">${SEVERITY[issue.severity].icon}</span> ${SEVERITY[issue.severity].word}</span> <span>${issue.message}</span></li>`)}</ul>` : nothing}
    </div>`;
  }
}

customElements.define('batch-detail', BatchDetail);
