// How numbers are written here: the browser's way, or the one that was chosen.

import { computed, signal } from '@preact/signals-core';

/** A language tag, or `auto` for the browser's own. */
export const locale = signal('auto');

/** The tag in force; one that the browser does not know is the browser's own. */
export const tag = computed(() => {
  const wanted = locale.value === 'auto' ? globalThis.navigator?.language ?? 'en-GB' : locale.value;
  try {
    return Intl.getCanonicalLocales(wanted)[0] ?? 'en-GB';
  } catch {
    return 'en-GB';
  }
});

/** Whether numbers are written with a decimal comma. */
export const hasComma = computed(() => new Intl.NumberFormat(tag.value, { numberingSystem: 'latn' }).formatToParts(1.5).some(part => part.type === 'decimal' && part.value === ','));
