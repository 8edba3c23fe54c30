import { html, nothing } from 'lit';
import { asJson, explained } from '../core/explanation.js';
import { plain } from '../core/format.js';
import { DialogPanel } from '../ui/dialog.js';
import { saveFile } from '../ui/save.js';

/** @typedef {import('../core/explanation.js').Explanation} Explanation */

/** Parts of the quote that are open from the start: its prices, with the rows under them. */
const OPEN_DEPTH = 2;

/** Everything behind the quote on show, each number under the one that it is part of. */
class ExplanationDialog extends DialogPanel {
  /** @type {Awaited<ReturnType<typeof explained>>} */ #found = { tree: null, problem: '' };

  /** @override */
  async open() {
    this.#found = await explained();
    this.requestUpdate();
    await super.open();
  }

  /** @override */
  render() {
    const { tree, problem } = this.#found;
    return html`<dialog class="sheet wide explanation" aria-labelledby="explanation-title" data-testid="explanation" @click=${this.beside}><div>
      <header><h2 id="explanation-title">Every number behind the quote</h2><span class="tools">
        ${tree ? html`<button type="button" class="small" data-testid="explanation-save" @click=${() => saveFile(new Blob([asJson(tree)], { type: 'application/json' }), 'explanation.json')}>Save as JSON</button>` : nothing}
        <button type="button" class="small" data-testid="explanation-close" @click=${() => this.close()}>Close</button></span></header>
      ${tree ? html`<p class="muted">${tree.why}</p><ul class="tree">${(tree.children ?? []).map(part => html`<li>${node(part, 1)}</li>`)}</ul>`
        : html`<p class="empty" data-testid="explanation-problem">${problem}</p>`}
    </div></dialog>`;
  }
}

/** A number, and under it what it is made of. @param {Explanation} part @param {number} depth @returns {unknown} */
function node(part, depth) {
  const children = part.children ?? [];
  return children.length ? html`<details ?open=${depth < OPEN_DEPTH}><summary>${said(part)}</summary><ul>${children.map(child => html`<li>${node(child, depth + 1)}</li>`)}</ul></details>` : said(part);
}

/** @param {Explanation} part */
const said = ({ name, value, unit, why }) => html`<span class="named">${name}</span> <b class="value">${value === undefined ? nothing : `${plain(value)} ${unit ?? ''}`}</b>${why ? html` <small>${why}</small>` : nothing}`;

customElements.define('explanation-dialog', ExplanationDialog);

/** @type {ExplanationDialog | undefined} */
let dialog;
export const open = () => (dialog ??= new ExplanationDialog()).open();
