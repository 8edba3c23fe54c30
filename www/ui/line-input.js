// What the request line does with its own keys and with what is pasted into it.

import { pasteIntoLine, recall } from '../core/line-actions.js';
import { MAX_LINE } from '../core/pasted.js';
import { line } from '../core/store.js';

/** Arrows bring earlier and later lines back. @param {KeyboardEvent} event */
export function onLineKey(event) {
  if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
  event.preventDefault();
  recall(event.key === 'ArrowUp' ? -1 : 1);
}

/** @param {ClipboardEvent} event */
export function onLinePaste(event) {
  const input = /** @type {HTMLInputElement} */ (event.currentTarget);
  const text = event.clipboardData?.getData('text/plain') ?? '';
  // What the field itself would do with a short plain text is right, and can be undone.
  if (!/[\p{Cc}\u2028\u2029]/u.test(text) && text.length + input.value.length <= MAX_LINE) return;
  event.preventDefault();
  const caret = pasteIntoLine(text, [input.selectionStart ?? 0, input.selectionEnd ?? input.value.length]);
  if (caret === null) return;
  input.value = line.value;
  input.setSelectionRange(caret, caret);
}
