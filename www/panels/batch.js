import { html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import { batch, cancelBatch, charges, csvFile, csvName, filter, outdated, runAgain, runBatch, runText, shown, summary, table, warmBatch } from '../core/batch.js';
import { number } from '../core/format.js';
import { choice } from '../ui/choice.js';
import { saveFile } from '../ui/save.js';
import { Panel } from '../ui/panel.js';
import './batch/rows.js';
import './batch/detail.js';

/** As much pasted text as the field shows; more is quoted from where it is, so that the page need not lay it out. */
const MOST_TYPED = 20_000;

/** Many requests at once: from a file or pasted, quoted by several workers, as a table and as a file. */
class BatchPanel extends Panel {
  /** @override */
  render() {
    const { state, count } = batch.value;
    const running = state === 'running';
    return html`<section class="panel batch" aria-labelledby="batch-title" data-testid="batch" data-state=${state} data-rows=${table.value.length}
      @pointerenter=${warmBatch} @focusin=${warmBatch} @dragenter=${warmBatch}>
      <header><h2 id="batch-title">Batch</h2><span class="muted">many requests at once; stays on this machine</span></header>
      <div class="batch-in">
        <div class="drop" data-testid="batch-drop" @dragover=${this.over} @dragleave=${this.leave} @drop=${this.drop}>
          <span>Drop a file of requests here: one a line, or a table with a column <code>request</code> and, if you like, <code>client</code>, <code>id</code>, <code>quantity</code></span>
          <label class="button small">Choose file<input type="file" class="visually-hidden" data-testid="batch-file" accept=".csv,.txt,.tsv,.gz,text/csv,text/plain" @change=${this.pick}></label>
        </div>
        <form class="batch-text" @submit=${(/** @type {Event} */ event) => { event.preventDefault(); this.runTyped(); }}>
          <label for="batch-text">Requests, one a line</label>
          <textarea id="batch-text" data-testid="batch-text" rows="3" spellcheck="false" autocapitalize="characters" placeholder=${'ETH 25DEC26 3300/3400/3500 call fly x100, Acme\nBTC 25DEC26 90000/100000 strangle x20'}
            aria-keyshortcuts="Control+Enter" @paste=${this.paste} @keydown=${this.key}></textarea>
          <button type="submit" class="small" data-testid="batch-run">Quote all</button>
        </form>
      </div>
      ${state === 'idle' ? nothing : html`<div class="batch-state">
        <progress aria-label="Requests quoted" data-testid="batch-progress" max=${count || 1} .value=${live(running && count === null ? 0 : state === 'done' ? 1e9 : table.value.length)}></progress>
        <p class=${state === 'failed' ? 'bad' : ''} data-testid="batch-words">${summary.value}</p>
        <div class="buttons">
          ${running ? html`<button type="button" class="small" data-testid="batch-cancel" @click=${cancelBatch}>Cancel</button>`
            : html`<button type="button" class="small" data-testid="batch-again" @click=${runAgain}>Quote again</button>`}
          <button type="button" class="small" data-testid="batch-csv" ?disabled=${running || !table.value.length} @click=${() => saveFile(csvFile(), csvName())}>Download CSV</button>
        </div>
      </div>`}
      <p class="visually-hidden" role="status" data-testid="batch-live">${running ? 'Quoting the batch…' : summary.value}</p>
      ${state === 'idle' ? nothing : this.results()}
    </section>`;
  }

  results() {
    const { length, withIssues, notQuoted } = table.value;
    return html`<div class="controls">
        ${choice('batch', 'Rows', filter, [['all', `All ${number(length, 0)}`], ['issues', `With issues ${number(withIssues.length, 0)}`], ['open', `Not quoted ${number(notQuoted.length, 0)}`]])}
        ${choice('batch', 'Charges', charges, [['sum', 'Charges summed'], ['each', 'Each charge']])}
        ${outdated.value ? html`<p class="flag-inline" data-testid="batch-outdated">${outdated.value}</p>` : nothing}
      </div>
      <batch-rows data-shown=${shown.value}></batch-rows>
      <batch-detail></batch-detail>`;
  }

  /** @returns {HTMLTextAreaElement} */
  get field() {
    return /** @type {HTMLTextAreaElement} */ (this.querySelector('#batch-text'));
  }

  runTyped() {
    if (this.field.value.trim()) runText(this.field.value);
    else this.field.focus();
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    this.runTyped();
  }

  /** @param {ClipboardEvent} event */
  paste(event) {
    const text = event.clipboardData?.getData('text/plain') ?? '';
    if (text.length <= MOST_TYPED) return;
    event.preventDefault();
    runText(text);
  }

  /** @param {DragEvent} event */
  over(event) {
    event.preventDefault();
    /** @type {HTMLElement} */ (event.currentTarget).classList.add('over');
  }

  /** @param {DragEvent} event */
  leave(event) {
    /** @type {HTMLElement} */ (event.currentTarget).classList.remove('over');
  }

  /** @param {DragEvent} event */
  drop(event) {
    event.preventDefault();
    /** @type {HTMLElement} */ (event.currentTarget).classList.remove('over');
    const file = event.dataTransfer?.files[0];
    if (file) runBatch(file, file.name);
    else if (event.dataTransfer?.getData('text/plain')) runText(event.dataTransfer.getData('text/plain'));
  }

  /** @param {Event} event */
  pick(event) {
    const input = /** @type {HTMLInputElement} */ (event.currentTarget);
    const file = input.files?.[0];
    if (file) runBatch(file, file.name).finally(() => { input.value = ''; });
  }
}

customElements.define('batch-panel', BatchPanel);
