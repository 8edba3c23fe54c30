import { html, nothing } from 'lit';
import { isSingle, table } from '../core/keys.js';
import { singleKeys } from '../core/settings.js';
import { DialogPanel } from '../ui/dialog.js';

/** A key as it is drawn, its parts apart. @param {string} key */
const drawn = key => key.split(/\+(?=.)/).map((part, i) => html`${i ? '+' : ''}<kbd>${part}</kbd>`);

/** The keys of the page, from the table that it listens to. */
class HelpDialog extends DialogPanel {
  /** @override */
  render() {
    return html`<dialog class="sheet" aria-labelledby="help-title" data-testid="help" @click=${this.beside}><div>
      <header><h2 id="help-title">Keys</h2><button type="button" class="small" data-testid="help-close" @click=${() => this.close()}>Close</button></header>
      ${table.map(({ name, keys }) => html`<table class="figures keys"><caption>${name}</caption>
        <thead class="visually-hidden"><tr><th scope="col">Keys</th><th scope="col">What they do</th></tr></thead>
        <tbody>${keys.map(key => html`<tr><th scope="row">${(key.said ?? key.keys).map((one, i) => html`${i ? key.said ? ' to ' : ' or ' : ''}${drawn(one)}`)}</th>
          <td>${key.what}${key.where ? html` <small>${key.where}</small>` : nothing}${key.keys.every(isSingle) && !singleKeys.value ? html` <small>(switched off)</small>` : nothing}</td></tr>`)}</tbody></table>`)}
      <label class="check"><input type="checkbox" data-testid="help-single-keys" .checked=${singleKeys.value} @change=${(/** @type {any} */ event) => { singleKeys.value = event.target.checked; }}> Single letters are shortcuts outside of fields</label>
      <p class="muted">On a Mac, <kbd>Ctrl</kbd> is <kbd>⌘</kbd> and <kbd>Alt</kbd> is <kbd>⌥</kbd>.</p>
    </div></dialog>`;
  }
}

customElements.define('help-dialog', HelpDialog);

/** @type {HelpDialog | undefined} */
let dialog;
export const open = () => (dialog ??= new HelpDialog()).open();
