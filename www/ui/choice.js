import { html } from 'lit';
import { live } from 'lit/directives/live.js';

/**
 * A row of radio buttons drawn as one control.
 * @template {string} T
 * @param {string} owner begins the names and test ids, which must differ between panels
 * @param {string} name @param {import('@preact/signals-core').Signal<T>} value @param {[T, string][]} options
 */
export function choice(owner, name, value, options) {
  const group = `${owner}-${name.toLowerCase().replace(/\W/g, '-')}`;
  return html`<fieldset class="choice"><legend class="visually-hidden">${name}</legend>${options.map(([key, label]) => html`
    <label><input type="radio" name=${group} data-testid="${group}-${key}" .checked=${value.value === key} @change=${() => { value.value = key; }}><span>${label}</span></label>`)}</fieldset>`;
}

/**
 * A native list to choose from, with its name before it.
 * @param {string} name @param {string} testid @param {string} chosen @param {[string, string][]} options value and words
 * @param {(value: string) => void} choose
 */
export function select(name, testid, chosen, options, choose) {
  return html`<label class="inline">${name}<select data-testid=${testid} @change=${(/** @type {Event} */ event) => choose(/** @type {HTMLSelectElement} */ (event.currentTarget).value)}>
    ${options.map(([value, words]) => html`<option value=${value} .selected=${live(value === chosen)}>${words}</option>`)}</select></label>`;
}
