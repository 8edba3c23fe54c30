// What was loaded comes back with the page. Whether there is anything is known without waiting for a database, so that nobody waits
// who has loaded nothing; the rest is loaded with the first thing to keep.

import { signal } from '@preact/signals-core';
import { session } from './session.js';

/** Where the browser's storage lists what its database holds; every tab hears of a change. */
export const INDEX = 'in force';
/** Whether there is something to say of it. */
export const wanted = signal(false);

const keeper = () => {
  wanted.value = true;
  return import('./in-force-keeper.js');
};

function isListed() {
  try {
    return localStorage.getItem(INDEX) !== null;
  } catch {
    // A browser that forbids storage keeps nothing.
    return false;
  }
}

/** Tells the engine what was in force at the last visit. @returns {Promise<typeof import('./in-force-keeper.js') | null>} null where there was nothing */
export async function bringBack() {
  if (!isListed()) return null;
  try {
    const kept = await keeper();
    await kept.restore();
    return kept;
  } catch {
    // The part that could not be loaded is said where it would have been; what is stored stays.
    return null;
  }
}

/** Keeps from now on what the engine is told, and hears what other tabs keep. */
export function keepInForce() {
  session.engine.follow((key, call) => { keeper().then(kept => kept.keep(key, call), () => {}); });
  globalThis.addEventListener?.('storage', ({ key, newValue }) => { if (key === INDEX) keeper().then(kept => kept.hear(newValue), () => {}); });
}
