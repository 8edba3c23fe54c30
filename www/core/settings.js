// What people choose about the page, kept for the next visit. Each has a value without which the page works.

import { effect, signal } from '@preact/signals-core';
import { locale } from './locale.js';
import { colours } from './theme.js';
import { scale } from './store.js';

/** @type {import('@preact/signals-core').Signal<'compact' | 'comfortable'>} */
export const density = signal('compact');
/** Whether single letters are shortcuts outside of fields. */
export const singleKeys = signal(true);

/** How numbers may be written, by tag. */
export const LOCALES = ['auto', 'en-GB', 'en-US', 'en-IN', 'de-DE', 'de-CH', 'fr-FR', 'es-ES', 'it-IT', 'sv-SE', 'ja-JP'];

/** @typedef {Record<string, { value: import('@preact/signals-core').Signal<any>, of: any[] }>} Settings each setting with the values that it may have, the usual one first */

/** Those of the page: these on every one, and its own besides. @type {Settings} */
export const SETTINGS = {
  locale: { value: locale, of: LOCALES },
  colours: { value: colours, of: ['blue-orange', 'green-red'] },
  density: { value: density, of: ['compact', 'comfortable'] },
  singleKeys: { value: singleKeys, of: [true, false] },
  scale: { value: scale, of: ['spread', 'total'] },
};

const KEY = 'settings';

/** What was kept, as names and values; nothing where it is no such thing. @param {string | null} text @returns {Record<string, unknown>} */
function read(text) {
  try {
    const kept = JSON.parse(text ?? '{}');
    return typeof kept === 'object' && kept && !Array.isArray(kept) ? kept : {};
  } catch {
    return {};
  }
}

/** Takes what was kept; what is no setting, or none of its values, is left. @param {string | null} text */
export function take(text) {
  const kept = read(text);
  for (const [name, { value, of }] of Object.entries(SETTINGS)) if (of.includes(kept[name])) value.value = kept[name];
}

/** The settings to keep. The site's pages share one place, so what another page keeps there stays. @param {string | null} text what is kept so far */
export function toKeep(text) {
  return JSON.stringify({ ...read(text), ...Object.fromEntries(Object.entries(SETTINGS).map(([name, { value }]) => [name, value.value])) });
}

/** Takes up the settings of the last visit, and keeps them from now on, in every tab. @param {Settings} [own] what this page has besides */
export function restoreSettings(own = {}) {
  Object.assign(SETTINGS, own);
  try {
    take(localStorage.getItem(KEY));
  } catch {
    // A browser that forbids storage forgets the choice, nothing else.
  }
  addEventListener('storage', event => { if (event.key === KEY) take(event.newValue); });
  let first = true;
  effect(() => {
    for (const { value } of Object.values(SETTINGS)) void value.value;
    Object.assign(document.documentElement.dataset, { colours: colours.value, density: density.value });
    if (!first) {
      try {
        localStorage.setItem(KEY, toKeep(localStorage.getItem(KEY)));
      } catch {
        // As above.
      }
    }
    first = false;
  });
}

/** Puts every setting back. */
export function resetSettings() {
  for (const { value, of } of Object.values(SETTINGS)) value.value = of[0];
}
