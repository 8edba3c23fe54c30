// Light, dark or as the system has it; kept for the next visit. And what profit and loss are drawn in.

import { signal } from '@preact/signals-core';
import { theme } from './store.js';

/** @type {import('@preact/signals-core').Signal<'blue-orange' | 'green-red'>} */
export const colours = signal('blue-orange');

const THEMES = /** @type {const} */ (['auto', 'light', 'dark']);

export function nextTheme() {
  setTheme(THEMES[(THEMES.indexOf(theme.value) + 1) % THEMES.length] ?? 'auto');
}

/** @param {'auto' | 'light' | 'dark'} chosen */
export function setTheme(chosen) {
  theme.value = chosen;
  document.documentElement.dataset['theme'] = chosen;
  try {
    localStorage.setItem('theme', chosen);
  } catch {
    // A browser that forbids storage forgets the choice, nothing else.
  }
}

export function restoreTheme() {
  let stored;
  try {
    stored = localStorage.getItem('theme');
  } catch {
    stored = null;
  }
  setTheme(THEMES.find(known => known === stored) ?? 'auto');
}
