import { effect } from '@preact/signals-core';

const PAUSE = 1500;

/**
 * Says each new price once in the page's polite live region, no more often than a listener can follow.
 * @param {HTMLElement} region @param {import('@preact/signals-core').ReadonlySignal<string>} words empty says nothing
 */
export function announce(region, words) {
  let spokenAt = -Infinity;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  effect(() => {
    const text = words.value;
    if (!text) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      spokenAt = Date.now();
      if (region.textContent !== text) region.textContent = text;
    }, Math.max(0, spokenAt + PAUSE - Date.now()));
  });
}
