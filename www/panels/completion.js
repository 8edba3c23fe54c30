import { signal } from '@preact/signals-core';
import { html, nothing } from 'lit';
import { typeLine } from '../core/line-actions.js';
import { complete } from '../core/completion.js';
import { desk } from '../core/desk-store.js';
import { market } from '../core/store.js';
import { Panel } from '../ui/panel.js';

/** @type {import('@preact/signals-core').Signal<import('../core/completion.js').Completion | null>} */
const offered = signal(null);
const chosen = signal(-1);

/** What the word under the caret may go on as: a list under the line that takes no key until an entry is chosen (WAI-ARIA combobox pattern). */
class LineCompletion extends Panel {
  /** @type {HTMLInputElement | null} */
  input = null;

  /** @override */
  render() {
    const entries = offered.value?.entries;
    return entries ? html`<ul id="rfq-options" class="options" role="listbox" aria-label="The word may go on as" data-testid="completion">${entries.map(({ text, about }, i) => html`
      <li id="rfq-option-${i}" role="option" aria-selected=${i === chosen.value ? 'true' : 'false'} data-testid="completion-entry"
        @pointerdown=${(/** @type {Event} */ event) => { event.preventDefault(); this.take(i); }}>${text} <small>${about}</small></li>`)}</ul>` : nothing;
  }

  /** @override */
  updated() {
    const isOpen = Boolean(offered.value);
    const { input } = this;
    input?.setAttribute('aria-expanded', String(isOpen));
    if (isOpen) input?.setAttribute('aria-controls', 'rfq-options');
    else input?.removeAttribute('aria-controls');
    if (isOpen && chosen.value >= 0) {
      input?.setAttribute('aria-activedescendant', `rfq-option-${chosen.value}`);
      this.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
    } else input?.removeAttribute('aria-activedescendant');
  }

  /** @param {HTMLInputElement} input */
  attach(input) {
    if (this.input) return;
    this.input = input;
    input.addEventListener('input', () => this.offer());
    // Before the line's own keys, which are for its history.
    input.addEventListener('keydown', event => this.key(event), { capture: true });
    input.addEventListener('blur', close);
  }

  offer() {
    const { input } = this;
    chosen.value = -1;
    offered.value = input && input.selectionStart === input.selectionEnd
      ? complete(input.value, input.selectionStart ?? input.value.length, { underlyings: market.value?.underlyings ?? [], clients: desk.value?.clients ?? [] }) : null;
  }

  /** @param {number} place */
  take(place) {
    const { input } = this;
    const entry = offered.value?.entries[place];
    if (!input || !entry || !offered.value) return;
    const [from, to] = offered.value.range;
    const text = input.value.slice(0, from) + entry.insert + input.value.slice(to);
    typeLine(text);
    input.value = text;
    input.setSelectionRange(from + entry.insert.length, from + entry.insert.length);
    this.offer();
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const count = offered.value?.entries.length ?? 0;
    if (!count || event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    const isChosen = chosen.value >= 0;
    if (event.key === 'ArrowDown') chosen.value = (chosen.value + 1) % count;
    else if (event.key === 'ArrowUp' && isChosen) chosen.value -= 1;
    else if ((event.key === 'Enter' || event.key === 'Tab' && !event.shiftKey) && isChosen) this.take(chosen.value);
    else if (event.key === 'Escape') close();
    else {
      // The key is the line's.
      if (['Enter', 'ArrowUp', 'ArrowLeft', 'ArrowRight', 'Home', 'End'].includes(event.key)) close();
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
  }
}

function close() {
  offered.value = null;
  chosen.value = -1;
}

customElements.define('line-completion', LineCompletion);
