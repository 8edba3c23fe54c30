// The strikes of the request as elements on the payoff chart that can be dragged or moved by keys.

import { effect, untracked } from '@preact/signals-core';
import { editForm, priceForm } from '../../core/form-actions.js';
import { plain } from '../../core/format.js';
import { preview } from '../../core/payoff-state.js';
import { draftOfForm } from '../../core/request-form.js';
import { form, market } from '../../core/store.js';
import { handlesOf, movedLegs, nearest, places, shiftMode, stepped } from '../../core/strikes.js';

/** Side of a handle in pixels, as in the style sheet. */
const SIZE = 24;
/** Milliseconds without a key after which a strike moved by keys is priced. */
const REST = 450;

/** Steps of the keys among listed strikes. @type {Record<string, number>} */
const STEPS = { ArrowLeft: -1, ArrowDown: -1, BracketLeft: -1, ArrowRight: 1, ArrowUp: 1, BracketRight: 1, PageDown: -4, PageUp: 4, Home: -1e6, End: 1e6 };

export class StrikeHandles {
  /** @type {{ chart: import('../../charts/xy.js').XYChart | null }} */ #panel;
  /** @type {HTMLElement[]} */ #elements = [];
  /** What each element was last put to and told. @type {string[]} */ #places = [];
  /** @type {string[]} */ #said = [];
  /** @type {import('../../core/strikes.js').Handle[]} */ #handles = [];
  /** Where the strikes are while they are moved and not yet let go. @type {number[] | null} */ #moved = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #timer;
  /** @type {() => void} */ #stop;

  /** @param {{ chart: import('../../charts/xy.js').XYChart | null }} panel */
  constructor(panel) {
    this.#panel = panel;
    this.#stop = effect(() => {
      const handles = handlesOf(form.value, market.value);
      untracked(() => {
        this.#handles = handles;
        this.#moved = null;
        clearTimeout(this.#timer);
        this.#rebuild();
        this.place();
      });
    });
  }

  destroy() {
    this.#stop();
    clearTimeout(this.#timer);
    for (const element of this.#elements) element.remove();
  }

  /** Puts every handle where its strike is on the chart. */
  place() {
    const over = this.#panel.chart?.over;
    if (!over) return;
    const { chart } = this.#panel;
    // The layer's own width would make the browser lay the page out in the middle of a drawing.
    const width = chart?.width ?? 0;
    let row = 0, last = -Infinity;
    for (const [i, element] of this.#elements.entries()) {
      if (element.parentElement !== over) over.append(element);
      const handle = this.#handles[i];
      const strike = this.#moved?.[i] ?? handle?.strike ?? Number.NaN;
      const left = chart?.pixelOf(strike) ?? Number.NaN;
      const isSeen = left >= 0 && left <= width;
      if (element.hidden === isSeen) element.hidden = !isSeen;
      if (!handle || !isSeen) continue;
      // Handles that would cover each other stand in two rows.
      row = left - last < SIZE + 2 ? 1 - row : 0;
      last = left;
      const place = `translate(${Math.round(left - SIZE / 2)}px, ${-row * (SIZE + 2)}px)`;
      const said = `${strike} ${handle.name}`;
      // Most drawings move no handle, and what is not written costs nothing.
      if (this.#places[i] === place && this.#said[i] === said) continue;
      this.#places[i] = place;
      this.#said[i] = said;
      element.style.transform = place;
      element.setAttribute('aria-valuenow', String(strike));
      element.setAttribute('aria-valuetext', `${plain(strike, 4)}, ${handle.name}`);
    }
  }

  #rebuild() {
    while (this.#elements.length > this.#handles.length) this.#elements.pop()?.remove();
    while (this.#elements.length < this.#handles.length) this.#elements.push(this.#element(this.#elements.length));
    for (const [i, element] of this.#elements.entries()) {
      const handle = this.#handles[i];
      if (!handle) continue;
      element.textContent = handle.legs.length === 1 ? handle.name.split(' ')[0] ?? '' : '⋯';
      element.title = `${plain(handle.strike, 4)}: ${handle.name}. Drag, or arrow keys; with Shift ${shiftMode(this.#handles, form.value, i) === 'mirror' ? 'the other wing mirrors it' : 'all strikes move'}`;
      element.setAttribute('aria-label', `Strike ${i + 1} of ${this.#handles.length}`);
      element.setAttribute('aria-valuemin', String(handle.listed[0] ?? handle.strike));
      element.setAttribute('aria-valuemax', String(handle.listed.at(-1) ?? handle.strike));
    }
  }

  /** @param {number} index */
  #element(index) {
    const element = document.createElement('div');
    element.className = 'strike-handle';
    element.tabIndex = 0;
    element.role = 'slider';
    element.dataset['testid'] = `strike-handle-${index}`;
    element.setAttribute('aria-orientation', 'horizontal');
    element.addEventListener('keydown', event => this.#onKey(index, event));
    element.addEventListener('blur', () => { if (this.#timer !== undefined) this.#letGo(); });
    element.addEventListener('pointerdown', event => this.#drag(index, element, event));
    // The cursor of the chart is not moved by what is done to a handle.
    for (const name of ['mousedown', 'dblclick']) element.addEventListener(name, event => event.stopPropagation());
    return element;
  }

  /** @param {number} index @param {KeyboardEvent} event */
  #onKey(index, event) {
    const { key, code, shiftKey, altKey, ctrlKey, metaKey } = event;
    if (altKey || ctrlKey || metaKey) return;
    event.stopPropagation();
    if (key === 'Escape') return this.#cancel();
    if (key === 'Enter') return this.#letGo();
    const steps = STEPS[key] ?? STEPS[code];
    if (!steps) return;
    event.preventDefault();
    const now = this.#now();
    const place = stepped(places(now, index, shiftKey ? shiftMode(now, form.value, index) : 'one'), now[index]?.strike ?? 0, steps);
    if (!place) return;
    this.#show(place.strikes);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#letGo(), REST);
  }

  /** The handles with their strikes where they were moved to. */
  #now() {
    return this.#handles.map((handle, i) => ({ ...handle, strike: this.#moved?.[i] ?? handle.strike }));
  }

  /** @param {number} index @param {HTMLElement} element @param {PointerEvent} down */
  #drag(index, element, down) {
    if (down.button !== 0) return;
    down.stopPropagation();
    down.preventDefault();
    element.focus();
    element.setPointerCapture(down.pointerId);
    const start = this.#now();
    const over = this.#panel.chart?.over;
    const ended = new AbortController();
    const { signal } = ended;
    const grip = down.clientX - (over?.getBoundingClientRect().left ?? 0) - (this.#panel.chart?.pixelOf(start[index]?.strike ?? 0) ?? 0);
    element.addEventListener('pointermove', event => {
      const price = this.#panel.chart?.valueAt(event.clientX - (over?.getBoundingClientRect().left ?? 0) - grip);
      if (price === undefined || !Number.isFinite(price)) return;
      const place = nearest(places(start, index, event.shiftKey ? shiftMode(start, form.value, index) : 'one'), price);
      if (place && place.strikes.some((strike, i) => strike !== (this.#moved?.[i] ?? this.#handles[i]?.strike))) this.#show(place.strikes);
    }, { signal });
    element.addEventListener('pointerup', () => { ended.abort(); this.#letGo(); }, { signal });
    element.addEventListener('pointercancel', () => { ended.abort(); this.#cancel(); }, { signal });
    element.addEventListener('keydown', event => { if (event.key === 'Escape') ended.abort(); }, { signal });
  }

  /** @param {number[]} strikes */
  #show(strikes) {
    this.#moved = strikes;
    this.place();
    const { draft, issues } = draftOfForm({ ...withoutName(form.value), legs: movedLegs(form.value, this.#handles, strikes) }, market.value);
    if (!issues.length) preview.value = draft;
  }

  #cancel() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#moved = null;
    preview.value = null;
    this.place();
  }

  #letGo() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const moved = this.#moved;
    if (!moved || moved.every((strike, i) => strike === this.#handles[i]?.strike)) return this.#cancel();
    editForm({ legs: movedLegs(form.value, this.#handles, moved) });
    const wanted = preview.value;
    priceForm().finally(() => { if (preview.value === wanted) preview.value = null; });
  }
}

/** A structure's name is that of its strikes. @param {import('../../core/request-form.js').RequestForm} form */
function withoutName(form) {
  const { preset: _preset, structure: _structure, ...rest } = form.rest;
  return { ...form, rest };
}
