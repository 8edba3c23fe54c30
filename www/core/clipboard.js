// Texts put on the clipboard, what became of the last one, and the link that every page gives to the request on show.

import { effect, signal } from '@preact/signals-core';
import { number } from './format.js';
import { isPlainLine, linkOf } from './link.js';
import { session } from './session.js';
import { request } from './store.js';

/** @typedef {{ text: string, what: string }} Copied `what` was copied, for people */

/** What became of the last copy. @type {import('@preact/signals-core').Signal<{ tone: '' | 'good' | 'bad', text: string }>} */
export const copied = signal({ tone: '', text: '' });

// What was said of one request does not stand beside the next.
effect(() => {
  void request.value;
  copied.value = { tone: '', text: '' };
});

/** A form that does not fit; the message is for the user. */
export class NoFit extends Error {}

/** Puts a text on the clipboard and says so, or why not. @param {() => Promise<Copied>} write */
export async function copy(write) {
  try {
    const { text, what } = await write();
    if (!globalThis.navigator?.clipboard) throw new NoFit('This browser gives the page no clipboard; it needs a secure address.');
    await navigator.clipboard.writeText(text);
    copied.value = { tone: 'good', text: `Copied: ${what}.` };
  } catch (error) {
    const words = error instanceof NoFit ? error.message : `The browser did not let the page copy: ${/** @type {Error} */ (error).message}`;
    copied.value = { tone: 'bad', text: `Not copied. ${words}` };
  }
}

/** @param {import('./store.js').Request} request @returns {Promise<Copied>} */
export async function link({ draft, text, origin }) {
  const isPlain = isPlainLine(text), isTyped = origin === 'line' && isPlain;
  // A reference stays here, and the client that a message names.
  const { client, id: _id, ...asked } = draft;
  /** @type {string | undefined} */
  const words = isTyped ? text : draft.preset ? undefined : await session.engine.call('shorthand', [asked]);
  const line = words && client && isPlain ? await forClient(words, client) : words;
  if (!line) throw new NoFit('The request cannot be written as one line yet.');
  const address = linkOf(globalThis.location.href, line);
  if (!address) throw new NoFit(`The request is too long for a link: ${number(line.length, 0)} characters.`);
  return { text: address, what: `a link that holds “${line}” ${draft.legs?.some(leg => leg.mark) ? 'without the marks, for which a line has no words' : 'and nothing else'}; it is sent nowhere` };
}

/** A line that is read as a client's, in the plainest way there is; as it was where there is none. @param {string} line @param {string} client */
async function forClient(line, client) {
  for (const said of [line, `${line}, ${client}`, `${line}, "${client}"`]) {
    /** @type {import('./types.js').ReadResult} */
    const { draft } = await session.engine.call('read', [said]);
    if (draft?.client === client) return said;
  }
  return line;
}
