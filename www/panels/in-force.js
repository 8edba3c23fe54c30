import { html, nothing } from 'lit';
import { elsewhere, interrupt, keepOurs, problem, remove, replaced, state, unread, wordsFor } from '../core/in-force-keeper.js';
import { backToSample, inForceWords } from '../core/in-force-opening.js';
import { market } from '../core/store.js';
import { Panel } from '../ui/panel.js';
import { saveFile } from '../ui/save.js';

/** What was loaded and comes back with the page: whether it is kept, what another tab keeps, and the way back to the sample. */
class InForce extends Panel {
  /** @override */
  render() {
    const words = inForceWords();
    // Until the engine has said what it has.
    const restoring = state.value === 'restoring' || (state.value !== 'none' && !market.value);
    this.hidden = !words && !restoring && !problem.value && !elsewhere.value && !unread.value.length;
    if (this.hidden) return nothing;
    return html`<section class="panel in-force" aria-labelledby="in-force-title" data-testid="in-force" data-state=${problem.value ? 'unkept' : state.value}>
      <header><h2 id="in-force-title">Kept for the next visit</h2></header>
      ${words && !restoring && !problem.value ? html`<p data-testid="in-force-words">A reload comes back with ${words}.</p>` : nothing}
      <div role="status">
        ${restoring ? html`<p>Restoring what was loaded…</p>` : problem.value ? html`<p><b>NOT KEPT</b> ${problem.value} ${words ? `A reload comes back without ${words}.` : ''}</p>` : nothing}
        ${replaced.value ? html`<p data-testid="in-force-replaced">It took the place of what another tab had stored: ${replaced.value}.</p>` : nothing}
        ${elsewhere.value ? html`<p class="flag" data-testid="in-force-elsewhere"><b>ANOTHER TAB</b> has ${elsewhere.value} since. This tab goes on with ${words || 'the sample market and the demo desk'}; a reload of it opens what is stored.
          <button type="button" class="small" data-testid="keep-ours" @click=${keepOurs}>Keep this tab’s</button></p>` : nothing}
      </div>
      ${unread.value.length ? html`<ul>${unread.value.map(one => html`<li data-testid="in-force-unread"><b>NOT RESTORED</b> ${wordsFor(one.part)}: ${one.why}
        ${one.args ? html`<button type="button" class="small" @click=${() => save(one)}>Save as a file</button>` : nothing}
        <button type="button" class="small" @click=${() => remove(one)}>Remove</button></li>`)}</ul>` : nothing}
      <div class="buttons">${restoring ? html`<button type="button" class="small" @click=${interrupt}>Open the sample instead</button>`
        : html`<button type="button" class="small" data-testid="back-to-sample" @click=${back}>Back to the sample market and the demo desk</button>
          ${problem.value && words ? html`<button type="button" class="small" data-testid="keep-again" @click=${keepOurs}>Try again</button>` : nothing}`}</div>
    </section>`;
  }
}

/** Saves the content of a part as the file it came from. @param {import('../core/in-force-keeper.js').Unread} one */
function save({ part: { method, name }, args }) {
  const content = args?.[0];
  const [text, type] = method === 'loadDesk' ? [`${JSON.stringify(content, null, 2)}\n`, 'application/json'] : [String(content), 'text/csv'];
  saveFile(new Blob([text], { type }), method === 'loadDesk' ? `${name.toLowerCase().replace(/[^a-z0-9]+/g, '-')}.json` : name.replace(/\.gz$/i, ''));
}

function back() {
  const words = inForceWords();
  // oxlint-disable-next-line no-alert -- the browser's own question cannot be overlooked, and this cannot be undone
  if (!words || confirm(`Go back to the sample? This removes from this browser: ${words}. Quotes in the history stay. Export the desk first to keep its trades.`)) backToSample();
}

customElements.define('in-force', InForce);
