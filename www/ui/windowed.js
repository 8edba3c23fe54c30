import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { drawnRows, rowByKey, scrolledTo } from '../core/virtual-rows.js';
import { Panel } from './panel.js';

/** Rows that a table which has just appeared draws more with each picture: all of them at once would hold up the page. */
const STEP = 6;

/** A long table of which only the rows are there that can be seen, each where it belongs; one of them has the keyboard. */
export class WindowedPanel extends Panel {
  #top = 0;
  #height = 400;
  #row = 24;
  #head = 40;
  /** Most rows to draw by now. */
  #most = STEP;
  /** Whether there is room for more rows than were drawn. */
  #growing = false;
  /** Whether sizes are to be read with the next picture. */
  #measuring = false;
  /** The row that is to have the keyboard once it is drawn. */
  #focus = -1;

  /** Rows in all. @returns {number} */
  get total() { return 0; }

  /** The row in use; negative for none. @returns {number} */
  get inUse() { return -1; }

  /** Puts the keyboard on a row. @param {number} _index */
  use(_index) {}

  /**
   * The rows to draw, with gaps for those that are not.
   * @param {number} columns @param {(index: number) => unknown} row
   */
  drawn(columns, row) {
    const view = { top: this.#top, height: this.#height, row: this.#row };
    if (!this.total) this.#most = STEP;
    const { stretches, after } = drawnRows(this.total, view, this.inUse, this.#most);
    this.#growing = this.#most < drawnRows(this.total, view).stretches.reduce((sum, { from, to }) => sum + to - from, 0);
    // Once it is whole, it scrolls whole.
    if (this.total && !this.#growing) this.#most = Infinity;
    const gap = (/** @type {number} */ rows) => (rows ? html`<tr class="gap" aria-hidden="true" data-rows=${rows}><td colspan=${columns}></td></tr>` : nothing);
    return html`${stretches.map(({ from, to, before }) => html`${gap(before)}${repeat(Array.from({ length: to - from }, (_, i) => from + i), index => index, row)}`)}${gap(after)}`;
  }

  /** @override */
  updated() {
    const box = this.box;
    if (!box) return;
    for (const gap of /** @type {NodeListOf<HTMLElement>} */ (box.querySelectorAll('tr.gap'))) {
      // Heights cannot be written as attributes under the page's policy.
      const height = `${Number(gap.dataset['rows']) * this.#row}px`;
      if (gap.style.height !== height) gap.style.height = height;
    }
    if (this.#focus >= 0) {
      const button = /** @type {HTMLElement | null} */ (box.querySelector(`tr[data-index="${this.#focus}"] button`));
      this.#focus = -1;
      button?.focus({ preventScroll: true });
    }
    if (this.#measuring) return;
    this.#measuring = true;
    requestAnimationFrame(() => {
      this.#measuring = false;
      // Sizes are read once all rows are there: before more of them are added, the browser would find them twice for one picture.
      if (this.#growing) this.#most += STEP;
      else if (!this.measure()) return;
      this.requestUpdate();
    });
  }

  /** @returns {HTMLElement | null} */
  get box() {
    return this.querySelector('.batch-scroll');
  }

  /** Takes sizes from the page, which zoom and the reader's own font may change; says whether they did. */
  measure() {
    const box = this.box;
    const row = box?.querySelector('tbody tr:not(.gap)')?.getBoundingClientRect().height || this.#row;
    const head = box?.querySelector('thead')?.getBoundingClientRect().height || this.#head;
    const height = box?.clientHeight || this.#height;
    const changed = Math.abs(row - this.#row) > 0.01 || Math.abs(head - this.#head) > 0.5 || Math.abs(height - this.#height) > 0.5;
    [this.#row, this.#head, this.#height] = [row, head, height];
    return changed;
  }

  scrolled() {
    this.#top = this.box?.scrollTop ?? 0;
    this.requestUpdate();
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const box = this.box;
    // On the region itself the browser's own keys scroll.
    if (!box || !/** @type {Element} */ (event.target).closest('tr') || event.altKey || event.ctrlKey || event.metaKey) return;
    const view = { top: box.scrollTop, height: box.clientHeight - this.#head, row: this.#row };
    const to = rowByKey(event.key, this.inUse, this.total, Math.max(1, Math.floor(view.height / view.row) - 1));
    if (to === null) return;
    event.preventDefault();
    this.use(to);
    box.scrollTop = scrolledTo(to, view);
    this.#top = box.scrollTop;
    this.#focus = to;
    this.requestUpdate();
  }
}
