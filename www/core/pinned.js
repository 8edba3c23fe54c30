import { signal } from '@preact/signals-core';

/** The quote that stands beside the next ones. @type {import('@preact/signals-core').Signal<import('./types.js').Quote | null>} */
export const pinned = signal(null);
