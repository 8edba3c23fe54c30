import { html, nothing } from 'lit';
import { editForm } from '../core/form-actions.js';
import { priceLine, typeLine } from '../core/line-actions.js';
import { number } from '../core/format.js';
import { MAX_LINE } from '../core/pasted.js';
import { hasField } from '../core/request-form.js';
import { form, line, lineChanged, offered, priced, pricing, quotedRequest, reading, request, shownIssues } from '../core/store.js';
import { rangeOfPath } from '../core/text-range.js';
import { fieldIssue, issueList } from '../ui/issues.js';
import { onLineKey, onLinePaste } from '../ui/line-input.js';
import { Panel } from '../ui/panel.js';

/** The engine reads a request back as a dealer is told it; whoever looks for themselves asks nobody. @param {string | null | undefined} sentence */
const said = sentence => sentence?.replace(/^Client asks a two-way price in /, '') ?? nothing;

/** The one-line request with what was understood, and its size. */
class RequestLine extends Panel {
  /** @override */
  render() {
    const forSize = fieldIssue('quantity');
    const rejected = shownIssues.value.some(issue => issue.severity === 'reject');
    return html`
      <form class="line" @submit=${(/** @type {Event} */ event) => { event.preventDefault(); priceLine(); }}>
        <label for="rfq-line">Spread <kbd title="Press Alt and / to come here">Alt+/</kbd></label>
        <input id="rfq-line" data-testid="rfq-line" name="request" type="text" autocomplete="off" autocapitalize="characters" spellcheck="false"
          enterkeyhint="go" maxlength=${MAX_LINE} placeholder="ETH 25DEC26 3300/3400/3500 call fly x100"
          aria-keyshortcuts="Alt+/" aria-describedby="rfq-echo rfq-issues" aria-invalid=${rejected && (lineChanged.value || request.value?.origin === 'line') ? 'true' : nothing}
          .value=${line.value} @input=${(/** @type {any} */ event) => typeLine(event.target.value)} @keydown=${onLineKey} @paste=${onLinePaste}>
        <button type="submit" class="primary" data-testid="price">Price <kbd>Enter</kbd></button>
      </form>
      <div class="echo">
        <div role="status">${this.offer()}</div>
        <p id="rfq-echo" data-testid="echo">${this.echo()}</p>
        <div id="rfq-issues">${issueList(this.issues())}</div>
      </div>
      <div class="field size">
        <label for="quantity">Size, spreads</label>
        <input id="quantity" data-testid="quantity" type="text" inputmode="decimal" autocomplete="off" .value=${form.value.quantity}
          aria-invalid=${forSize.invalid} aria-describedby=${forSize.describedBy}
          @change=${(/** @type {any} */ event) => editForm({ quantity: event.target.value })}>${forSize.message}
      </div>`;
  }

  /** What was understood; where a part of the line could not be read, the line with that part marked. */
  echo() {
    const text = line.value;
    const read = reading.value?.text === text ? reading.value : null;
    const isLine = lineChanged.value || request.value?.origin === 'line';
    const bad = isLine ? (read?.issues ?? []).filter(issue => issue.severity !== 'warn').map(issue => rangeOfPath(text, issue.path)).find(Boolean) : null;
    if (bad) return html`<span class="failing" data-testid="failing">${text.slice(0, bad[0])}<mark>${text.slice(bad[0], bad[1]) || '\u2423'}</mark>${text.slice(bad[1])}</span>`;
    // The price on show may be that of the request before.
    const own = quotedRequest.value === request.value ? priced.value?.request : null;
    if (isLine) return said(read?.explanation ?? (lineChanged.value ? null : own));
    return html`<b>From the legs: </b>${pricing.value ? nothing : said(own)}`;
  }

  /** The line holds one request; what is too much for it is said and not lost from the clipboard. */
  offer() {
    const found = offered.value;
    if (!found) return nothing;
    const words = found.kind === 'long' ? `What you pasted has ${number(found.length, 0)} characters; a request has at most ${number(MAX_LINE, 0)}.`
      : `You pasted ${number(found.count, 0)} requests; the line holds one. Paste them one by one.`;
    return html`<p class="pasted-offer" data-testid="pasted">${words} <button type="button" class="small" @click=${() => { offered.value = null; }}>Leave it</button></p>`;
  }

  /** Issues that have no field of their own on the form, or that the line itself raised. */
  issues() {
    const all = shownIssues.value;
    if (lineChanged.value || request.value?.origin !== 'form') return all;
    return all.filter(issue => issue.answers?.length || !hasField(form.value, issue.path));
  }
}

customElements.define('request-line', RequestLine);
