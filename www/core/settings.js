// What people choose about the page, kept for the next visit. Each has a value without which the page works.

import { effect, signal } from '@preact/signals-core';
import { locale } from './locale.js';
import { colours } from './theme.js';
import { chargeUnit } from './desk-store.js';
import { holder, scale } from './store.js';

/** @type {import('@preact/signals-core').Signal<'compact' | 'comfortable'>} */
export const density = signal('compact');
/** Whether single letters are shortcuts outside of fields. */
export const singleKeys = signal(true);

/** How numbers may be written, by tag. */
export const LOCALES = ['auto', 'en-GB', 'en-US', 'en-IN', 'de-DE', 'de-CH', 'fr-FR', 'es-ES', 'it-IT', 'sv-SE', 'ja-JP'];

/** Each setting with the values that it may have. @type {Record<string, { value: import('@preact/signals-core').Signal<any>, of: any[] }>} */
export const SETTINGS = {
  locale: { value: locale, of: LOCALES },
  colours: { value: colours, of: ['blue-orange', 'green-red'] },
  density: { value: density, of: ['compact', 'comfortable'] },
  singleKeys: { value: singleKeys, of: [true, false] },
  chargeUnit: { value: chargeUnit, of: ['premium', 'ticks', 'volPoints', 'basisPoints'] },
  scale: { value: scale, of: ['spread', 'total'] },
  holder: { value: holder, of: ['client', 'dealer'] },
};

const KEY = 'settings';

/** Takes what was kept; what is no setting, or none of its values, is left. @param {string | null} text */
export function take(text) {
  /** @type {any} */
  let kept;
  try {
    kept = JSON.parse(text ?? '{}');
  } catch {
    return;
  }
  for (const [name, { value, of }] of Object.entries(SETTINGS)) if (of.includes(kept?.[name])) value.value = kept[name];
}

/** Takes up the settings of the last visit, and keeps them from now on, in every tab. */
export function restoreSettings() {
  try {
    take(localStorage.getItem(KEY));
  } catch {
    // A browser that forbids storage forgets the choice, nothing else.
  }
  addEventListener('storage', event => { if (event.key === KEY) take(event.newValue); });
  let first = true;
  effect(() => {
    const chosen = Object.fromEntries(Object.entries(SETTINGS).map(([name, { value }]) => [name, value.value]));
    Object.assign(document.documentElement.dataset, { colours: colours.value, density: density.value });
    if (!first) {
      try {
        localStorage.setItem(KEY, JSON.stringify(chosen));
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
