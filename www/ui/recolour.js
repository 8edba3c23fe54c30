import { effect } from '@preact/signals-core';
import { tag } from '../core/locale.js';
import { theme } from '../core/store.js';
import { colours } from '../core/theme.js';

/**
 * Calls back whenever a drawing may look different: the system's scheme, forced colours, print, or the page's own theme, colours or way to write numbers.
 * @param {() => void} recolour
 * @returns {() => void} ends it
 */
export function onRecolour(recolour) {
  const queries = ['(prefers-color-scheme: dark)', '(forced-colors: active)', 'print'].map(query => matchMedia(query));
  for (const media of queries) media.addEventListener('change', recolour);
  const stop = effect(() => { void [theme.value, colours.value, tag.value]; queueMicrotask(recolour); });
  return () => {
    for (const media of queries) media.removeEventListener('change', recolour);
    stop();
  };
}
