// How much room the browser gives the history, and whether it lasts.

import { signal } from '@preact/signals-core';
import { notice } from './history-store.js';

/** Whether the browser may clear the database when it needs the room; null where it does not say. @type {import('@preact/signals-core').Signal<boolean | null>} */
export const lasting = signal(null);
/** Bytes of the browser's database in use, and how many there may be. @type {import('@preact/signals-core').Signal<{ used: number, most: number } | null>} */
export const room = signal(null);

/** Says how much room there is and whether it lasts. */
export async function measure() {
  try {
    const { usage = 0, quota = 0 } = await navigator.storage.estimate();
    room.value = { used: usage, most: quota };
    lasting.value = await navigator.storage.persisted();
  } catch {
    // A browser that does not say is not asked again.
  }
}

/** Asks the browser not to clear the database by itself. */
export async function makeLasting() {
  const granted = await navigator.storage.persist().catch(() => false);
  lasting.value = granted;
  notice.value = granted ? { tone: 'good', text: 'The browser will not clear the history by itself.', issues: [] }
    : { tone: 'info', text: 'The browser does not promise it; export the history where it matters.', issues: [] };
}
