import { html, nothing } from 'lit';
import { MOST_QUOTES } from '../db/quotes.js';
import { BUILD } from '../core/assets.js';
import { number } from '../core/format.js';
import { clearHistory, storeUnsaved } from '../core/history.js';
import { found, only, rows, search } from '../core/history-list.js';
import { opened } from '../core/history-opened.js';
import { lasting, makeLasting, room } from '../core/history-room.js';
import { notice, problem, unsaved } from '../core/history-store.js';
import { choice } from '../ui/choice.js';
import { issueList } from '../ui/issues.js';
import { Panel } from '../ui/panel.js';
import { saveFile } from '../ui/save.js';
import './history/rows.js';

/** Megabytes in words. @param {number} bytes */
const size = bytes => `${number(bytes / 1e6, bytes < 1e7 ? 1 : 0)}\u00a0MB`;

/** Every quote that was given on this machine. */
class HistoryPanel extends Panel {
  /** @override */
  render() {
    const all = rows.value.length;
    return html`<section class="panel history" aria-labelledby="history-title" data-testid="history" data-rows=${all} data-unsaved=${unsaved.value.length}>
      <header><h2 id="history-title">History</h2><span class="muted">every quote with its inputs; stays on this machine</span></header>
      ${problem.value ? this.full() : nothing}
      <div class="controls">
        <label class="inline">Search <input type="text" class="search" data-testid="history-search" autocomplete="off" placeholder="client, structure, underlying…" .value=${search.value}
          @input=${(/** @type {any} */ event) => { search.value = event.target.value; }}></label>
        ${choice('history', 'Outcome', only, [['all', 'All'], ['open', 'Open'], ['traded', 'Traded'], ['passed', 'Passed'], ['missed', 'Missed'], ['expired', 'Expired']])}
        <span class="muted" role="status" data-testid="history-count">${number(found.value.length, 0)} of ${number(all, 0)}</span>
        <div class="buttons">
          <button type="button" class="small" data-testid="history-export" ?disabled=${!all} @click=${save}>Export</button>
          <label class="button small">Import<input type="file" class="visually-hidden" data-testid="history-import" accept=".json,.gz,application/json" @change=${pick}></label>
          <button type="button" class="small" data-testid="history-clear" ?disabled=${!all} @click=${clear}>Clear…</button>
        </div>
      </div>
      <div class="notice ${notice.value?.tone ?? ''}" role="status" data-testid="history-notice" data-tone=${notice.value?.tone ?? ''}>${notice.value ? html`<p>${notice.value.text}</p>${issueList(notice.value.issues, 'Not read')}` : nothing}</div>
      <history-rows></history-rows>
      ${opened.value ? this.openedQuote() : nothing}
      <p class="muted keeps">Keeps the newest ${number(MOST_QUOTES, 0)} quotes; export before that to keep more.${room.value ? ` The browser has ${size(room.value.used)} of this page, of ${size(room.value.most)} that it allows.` : ''}
        ${lasting.value === false ? html`It may clear them when the disk is short. <button type="button" class="small" data-testid="history-lasting" @click=${makeLasting}>Ask it not to</button>` : nothing}</p>
    </section>`;
  }

  /** Its part is loaded with the first quote that is opened. */
  openedQuote() {
    import('./history/opened.js').catch(() => { opened.value = null; notLoaded(); });
    return html`<history-opened></history-opened>`;
  }

  /** What is not on the disk, and what can be done. */
  full() {
    const count = unsaved.value.length;
    return html`<div class="flag" role="alert" data-testid="history-problem"><b>NOT STORED</b> ${problem.value}
      ${count ? html`<span data-testid="history-unsaved">${number(count, 0)} ${count === 1 ? 'quote is' : 'quotes are'} in this tab’s memory only and will be gone when it closes.</span>
        <button type="button" class="small" data-testid="history-save" @click=${save}>Export them</button>
        <button type="button" class="small" data-testid="history-again" @click=${storeUnsaved}>Try again</button>` : nothing}</div>`;
  }
}

function notLoaded() {
  notice.value = { tone: 'bad', text: 'This part of the page could not be loaded; try again, or reload the page.', issues: [] };
}

/** What is about files is loaded with the first one. @param {(files: typeof import('../core/history-files.js')) => Promise<void>} act */
const withFiles = act => import('../core/history-files.js').then(act).catch(notLoaded);

const save = () => withFiles(async ({ exportFile }) => {
  const { file, name } = await exportFile(BUILD);
  saveFile(file, name);
});

function clear() {
  // oxlint-disable-next-line no-alert -- the browser's own question cannot be overlooked, and this cannot be undone
  if (confirm(`Remove all ${number(rows.value.length, 0)} quotes from this browser? This cannot be undone.`)) clearHistory();
}

/** @param {Event} event */
function pick(event) {
  const input = /** @type {HTMLInputElement} */ (event.currentTarget);
  const file = input.files?.[0];
  if (file) withFiles(({ importFile }) => importFile(file)).finally(() => { input.value = ''; });
}

customElements.define('history-panel', HistoryPanel);
