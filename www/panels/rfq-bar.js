import { html, nothing } from 'lit';
import { editForm, workedExample } from '../core/form-actions.js';
import { priceLine, typeLine } from '../core/line-actions.js';
import { runText } from '../core/batch.js';
import { number, plain } from '../core/format.js';
import { MAX_LINE } from '../core/pasted.js';
import { hasField } from '../core/request-form.js';
import { desk, quote } from '../core/desk-store.js';
import { form, fromBatch, line, lineChanged, offered, pricing, quotedRequest, reading, request, requestIssues, shownIssues } from '../core/store.js';
import { rangeOfPath } from '../core/text-range.js';
import { fieldIssue, issueList } from '../ui/issues.js';
import { onLineKey, onLinePaste } from '../ui/line-input.js';
import { openTemplates } from '../ui/desk-open.js';
import { Panel } from '../ui/panel.js';

/** The one-line request with what was understood, and who asks for which side and size. */
class RfqBar extends Panel {
  /** @override */
  render() {
    const { client, side, quantity } = form.value;
    const forClient = fieldIssue('client'), forSide = fieldIssue('side'), forSize = fieldIssue('quantity');
    const rejected = shownIssues.value.some(issue => issue.severity === 'reject');
    return html`
      <form class="line" @submit=${(/** @type {Event} */ event) => { event.preventDefault(); this.send(); }}>
        <label for="rfq-line">Request <kbd title="Press Alt and / to come here">Alt+/</kbd></label>
        <span class="entry"><input id="rfq-line" role="combobox" aria-autocomplete="list" aria-expanded="false" data-testid="rfq-line" name="request" type="text" autocomplete="off" autocapitalize="characters" spellcheck="false"
          enterkeyhint="go" maxlength=${MAX_LINE} placeholder="ETH 25DEC26 3300/3400/3500 call fly x100, client"
          aria-keyshortcuts="Alt+/" aria-describedby="rfq-echo rfq-issues" aria-invalid=${rejected && (lineChanged.value || request.value?.origin === 'line') ? 'true' : nothing}
          .value=${line.value} @input=${(/** @type {any} */ event) => typeLine(event.target.value)} @keydown=${onLineKey} @paste=${onLinePaste} @focus=${() => this.loadCompletion()}><line-completion></line-completion></span>
        <button type="submit" class="primary" data-testid="price">Price <kbd>Enter</kbd></button>
        <span class="more"><button type="button" data-testid="open-templates" aria-haspopup="dialog" @click=${openTemplates}>Structures…</button>
          <button type="button" data-testid="worked-example" @click=${workedExample}>Worked example (source fly)</button></span>
      </form>
      <div class="echo">
        <div role="status">${this.offer()}</div>
        <p id="rfq-echo" data-testid="echo">${this.echo()}${this.origin()}</p>
        <div id="rfq-issues">${issueList(this.issues())}</div>
      </div>
      <div class="context">
        <div class="field">
          <label for="client">Client <span class="hint" data-testid="client-tier">${this.tier()}</span></label>
          <input id="client" data-testid="client" type="text" list="clients" autocomplete="off" placeholder="anonymous" .value=${client}
            aria-invalid=${forClient.invalid} aria-describedby=${forClient.describedBy}
            @change=${(/** @type {any} */ event) => editForm({ client: event.target.value, picked: true })}>
          <datalist id="clients">${(desk.value?.clients ?? []).map(c => html`<option value=${c.name}>tier ${c.tier}</option>`)}</datalist>
          ${forClient.message}
        </div>
        <div class="field">
          <label for="side">Client wants</label>
          <select id="side" data-testid="side" aria-invalid=${forSide.invalid} aria-describedby=${forSide.describedBy} .value=${side}
            @change=${(/** @type {any} */ event) => editForm({ side: event.target.value })}>
            <option value="twoWay" ?selected=${side === 'twoWay'}>two-way price</option>
            <option value="buy" ?selected=${side === 'buy'}>to buy</option>
            <option value="sell" ?selected=${side === 'sell'}>to sell</option>
          </select>${forSide.message}
        </div>
        <div class="field">
          <label for="quantity">Size, spreads</label>
          <input id="quantity" data-testid="quantity" type="text" inputmode="decimal" autocomplete="off" .value=${quantity}
            aria-invalid=${forSize.invalid} aria-describedby=${forSize.describedBy}
            @change=${(/** @type {any} */ event) => editForm({ quantity: event.target.value })}>${forSize.message}
        </div>
      </div>`;
  }

  /** What was understood; where a part of the line could not be read, the line with that part marked. */
  echo() {
    const text = line.value;
    const read = reading.value?.text === text ? reading.value : null;
    const bad = lineChanged.value || request.value?.origin === 'line'
      ? (read?.issues ?? []).filter(issue => issue.severity !== 'warn').map(issue => rangeOfPath(text, issue.path)).find(Boolean) : null;
    if (bad) return html`<span class="failing" data-testid="failing">${text.slice(0, bad[0])}<mark>${text.slice(bad[0], bad[1]) || '\u2423'}</mark>${text.slice(bad[1])}</span>`;
    if (lineChanged.value) return read?.explanation ?? nothing;
    // The quote on show may be that of the request before.
    const own = quotedRequest.value === request.value ? quote.value?.request : null;
    if (request.value?.origin === 'line') {
      const { client } = request.value.draft;
      const isPicked = client && read?.draft && !read.draft.client;
      return html`${read?.explanation ?? own ?? nothing}${isPicked ? html` <span class="muted" data-testid="picked-client">For ${client}, the client picked.</span>` : nothing}`;
    }
    const from = request.value?.origin === 'preset' ? 'Worked example: ' : 'From the legs: ';
    return html`<b>${from}</b>${pricing.value ? nothing : own ?? nothing}`;
  }

  /** Several requests at once have no place on the line: they are offered as a batch, and lost in no case. */
  offer() {
    const found = offered.value;
    if (!found) return nothing;
    const leave = html`<button type="button" class="small" data-testid="offer-dismiss" @click=${() => { offered.value = null; this.focusLine(); }}>Leave it</button>`;
    if (found.kind === 'long') return html`<p class="pasted-offer" data-testid="pasted">What you pasted has ${number(found.length, 0)} characters; a request has at most ${number(MAX_LINE, 0)}. ${leave}</p>`;
    return html`<p class="pasted-offer" data-testid="pasted"><b>${number(found.count, 0)} requests pasted.</b> The line holds one.
      <button type="button" class="small" data-testid="offer-batch" @click=${() => this.toBatch(found.text)}>Quote them as a batch</button>${leave}</p>`;
  }

  /** @param {string} text */
  toBatch(text) {
    offered.value = null;
    runText(text);
    showBatch();
  }

  /** The way back to the batch that the request on the line is from. */
  origin() {
    const from = fromBatch.value;
    if (!from || from.text !== line.value || request.value?.origin !== 'line') return nothing;
    return html` <button type="button" class="small" data-testid="to-batch" @click=${showBatch}>Back to row ${number(from.place + 1, 0)} of the batch</button>`;
  }

  /** Prices the line; where a part of it cannot be read, the caret goes there. */
  async send() {
    await priceLine();
    const input = /** @type {HTMLInputElement | null} */ (this.querySelector('#rfq-line'));
    const text = line.value;
    if (document.activeElement !== input || input?.value !== text || !requestIssues.value.some(issue => issue.severity === 'reject')) return;
    const range = requestIssues.value.filter(issue => issue.severity !== 'warn').map(issue => rangeOfPath(text, issue.path)).find(Boolean);
    if (range) input.setSelectionRange(...range);
  }

  /** Completion comes with the first use of the line. */
  async loadCompletion() {
    await import('./completion.js').catch(() => {});
    const input = /** @type {HTMLInputElement | null} */ (this.querySelector('#rfq-line'));
    const list = /** @type {any} */ (this.querySelector('line-completion'));
    if (input) list?.attach?.(input);
  }

  focusLine() {
    /** @type {HTMLElement | null} */ (this.querySelector('#rfq-line'))?.focus();
  }

  /** Issues that have no field of their own on the form, or that the line itself raised. */
  issues() {
    const all = shownIssues.value;
    if (lineChanged.value || request.value?.origin !== 'form') return all;
    return all.filter(issue => issue.answers?.length || !hasField(form.value, issue.path));
  }

  tier() {
    const name = form.value.client.trim().toLowerCase();
    const known = desk.value?.clients.find(c => c.id.toLowerCase() === name || c.name.toLowerCase() === name);
    const tier = known?.tier ?? (quote.value?.client && !lineChanged.value ? quote.value.client.tier : undefined);
    const range = desk.value?.tiers.find(t => t.tier === tier);
    return range ? `tier ${range.tier}, ${plain(range.low * 100, 2)}–${plain(range.high * 100, 2)}\u202f%` : '';
  }
}

/** Brings the batch up and the keyboard with it; its panel takes it from there. */
function showBatch() {
  const panel = document.getElementById('batch');
  panel?.scrollIntoView();
  panel?.focus({ preventScroll: true });
}

customElements.define('rfq-bar', RfqBar);
