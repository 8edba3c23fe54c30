import { html, nothing } from 'lit';
import { MAX_LINE, editForm, priceLine, recall, typeLine, workedExample } from '../core/actions.js';
import { plain } from '../core/format.js';
import { hasField } from '../core/request-form.js';
import { desk, form, line, lineChanged, pricing, quote, reading, request, shownIssues } from '../core/store.js';
import { rangeOfPath } from '../core/text-range.js';
import { fieldIssue, issueList } from '../ui/issues.js';
import { Panel } from '../ui/panel.js';

/** The one-line request with what was understood, and who asks for which side and size. */
class RfqBar extends Panel {
  /** @override */
  render() {
    const { client, side, quantity } = form.value;
    const forClient = fieldIssue('client'), forSide = fieldIssue('side'), forSize = fieldIssue('quantity');
    const rejected = shownIssues.value.some(issue => issue.severity === 'reject');
    return html`
      <form class="line" @submit=${(/** @type {Event} */ event) => { event.preventDefault(); priceLine(); }}>
        <label for="rfq-line">Request <kbd title="Press Alt and / to come here">Alt+/</kbd></label>
        <input id="rfq-line" data-testid="rfq-line" name="request" type="text" autocomplete="off" autocapitalize="characters" spellcheck="false"
          enterkeyhint="go" maxlength=${MAX_LINE} placeholder="ETH 25DEC26 3300/3400/3500 call fly x100, client"
          aria-keyshortcuts="Alt+/" aria-describedby="rfq-echo rfq-issues" aria-invalid=${rejected && (lineChanged.value || request.value?.origin === 'line') ? 'true' : nothing}
          .value=${line.value} @input=${(/** @type {any} */ event) => typeLine(event.target.value)} @keydown=${onKey}>
        <button type="submit" class="primary" data-testid="price">Price <kbd>Enter</kbd></button>
        <button type="button" data-testid="worked-example" @click=${workedExample}>Worked example (source fly)</button>
      </form>
      <div class="echo">
        <p id="rfq-echo" data-testid="echo">${this.echo()}</p>
        <div id="rfq-issues">${issueList(this.issues())}</div>
      </div>
      <div class="context">
        <div class="field">
          <label for="client">Client <span class="hint" data-testid="client-tier">${this.tier()}</span></label>
          <input id="client" data-testid="client" type="text" list="clients" autocomplete="off" placeholder="anonymous" .value=${client}
            aria-invalid=${forClient.invalid} aria-describedby=${forClient.describedBy}
            @change=${(/** @type {any} */ event) => editForm({ client: event.target.value })}>
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
    if (request.value?.origin === 'line') return read?.explanation ?? quote.value?.request ?? nothing;
    const from = request.value?.origin === 'preset' ? 'Worked example: ' : 'From the legs: ';
    return quote.value && !pricing.value ? html`<b>${from}</b>${quote.value.request}` : html`<b>${from}</b>`;
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

/** @param {KeyboardEvent} event */
function onKey(event) {
  if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
  event.preventDefault();
  recall(event.key === 'ArrowUp' ? -1 : 1);
}

customElements.define('rfq-bar', RfqBar);
