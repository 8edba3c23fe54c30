// Who reads the page: the dealer's people speak of the client, clients are spoken to.

import { signal } from '@preact/signals-core';

/** @type {import('@preact/signals-core').Signal<'desk' | 'client'>} */
export const reader = signal('desk');

/** Who trades and how, to stand within a sentence. @param {'buy' | 'sell'} side */
export const trades = side => (reader.value === 'client' ? `you ${side}` : `client ${side}s`);
