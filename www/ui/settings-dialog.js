// The dialog of what people choose about the page, without the choices that only one of the pages has.

import { html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import { dateTime, number, percent } from '../core/format.js';
import { LOCALES, density, resetSettings, singleKeys } from '../core/settings.js';
import { locale, tag } from '../core/locale.js';
import { theme } from '../core/store.js';
import { colours, setTheme } from '../core/theme.js';
import { DialogPanel } from './dialog.js';

/** How a language calls itself, where the browser knows. @param {string} code */
function nameOf(code) {
  try {
    return `${new Intl.DisplayNames(['en'], { type: 'language' }).of(code) ?? code}: ${new Intl.NumberFormat(code, { numberingSystem: 'latn', minimumFractionDigits: 2 }).format(12345.5)}`;
  } catch {
    return code;
  }
}

/** What people choose about the page; every choice is in force at once and kept for the next visit. */
export class SettingsDialog extends DialogPanel {
  /** The choices of this page alone. @returns {unknown} */
  own() { return nothing; }

  /** @override */
  render() {
    return html`<dialog class="sheet" aria-labelledby="settings-title" data-testid="settings" @click=${this.beside}><div>
      <header><h2 id="settings-title">Settings</h2><button type="button" class="small" data-testid="settings-close" @click=${() => this.close()}>Close</button></header>
      <div class="rows">
        ${row('Numbers', 'locale', locale, LOCALES.map(code => [code, code === 'auto' ? `as the browser (${tag.value})` : nameOf(code)]))}
        ${this.own()}
        ${row('Theme', 'theme', theme, [['auto', 'as the system'], ['light', 'light'], ['dark', 'dark']], setTheme)}
        ${row('Gain and loss', 'colours', colours, [['blue-orange', 'blue and orange, for every eye'], ['green-red', 'green and red, with their signs']])}
        ${row('Rows', 'density', density, [['compact', 'compact'], ['comfortable', 'comfortable']])}
        <label class="check"><input type="checkbox" data-testid="setting-single-keys" .checked=${live(singleKeys.value)} @change=${(/** @type {any} */ event) => { singleKeys.value = event.target.checked; }}> Single letters are shortcuts outside of fields</label>
      </div>
      <p class="muted">For example <b class="profit">+${number(12345.678, 2)}</b>, <b class="loss">${number(-0.5, 3)}</b>, ${percent(0.6)}; ${dateTime(0)}. Copies for other programs keep the decimal point. In fields a point is always a decimal point; a comma only where the numbers above have one, and what could be read two ways is refused.</p>
      <div class="buttons"><button type="button" class="small" data-testid="settings-reset" @click=${() => { resetSettings(); setTheme('auto'); }}>Put everything back</button></div>
    </div></dialog>`;
  }
}

/**
 * One choice of several.
 * @template {string} T
 * @param {string} name @param {string} id @param {import('@preact/signals-core').Signal<T>} value @param {[string, string][]} options
 * @param {(value: T) => void} [choose]
 */
export function row(name, id, value, options, choose = chosen => { value.value = chosen; }) {
  return html`<label for="setting-${id}">${name}</label><select id="setting-${id}" data-testid="setting-${id}" @change=${(/** @type {any} */ event) => choose(event.target.value)}>
    ${options.map(([code, words]) => html`<option value=${code} .selected=${live(value.value === code)}>${words}</option>`)}</select>`;
}
