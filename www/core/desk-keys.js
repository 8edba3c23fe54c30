// The keys of the desk's page.

import { CHART_KEYS, LEG_KEYS, entry, pageKeys } from './keys.js';

/**
 * @typedef {import('./keys.js').Group} Group
 * @typedef {{ toLine: () => void, reprice: () => void, flip: () => void, larger: () => void, templates: () => void, template: (place: number) => void, smaller: () => void, undo: () => void, redo: () => void, toHistory: () => void, toBatch: () => void, help: () => void, settings: () => void }} Actions
 */

const DIGITS = [1, 2, 3, 4, 5, 6, 7, 8, 9];

/** @param {Actions} does @returns {Group[]} */
export const keyTable = does => [
  { name: 'Request', keys: [
    entry(['Alt+/'], 'Go to the request line', does.toLine),
    { keys: ['Enter'], what: 'Price the line', where: 'in the request line' },
    { keys: ['↑', '↓'], what: 'Earlier and later lines', where: 'in the request line' },
    { keys: ['↓'], what: 'Choose how the word goes on; Enter or Tab takes it, Esc closes the list', where: 'under the request line' },
    entry(['T'], 'Structures to choose from', does.templates),
    { keys: DIGITS.map(digit => `Alt+${digit}`), said: ['Alt+1', 'Alt+9'], what: 'Price the first to the ninth of them', run: key => does.template(Number(key.at(-1))) },
    entry(['R'], 'Price again at the present time', does.reprice),
    entry(['F'], 'Flip sides: what the client got it now gives', does.flip),
    entry(['+'], 'Next larger round size', does.larger),
    entry(['-'], 'Next smaller round size', does.smaller),
    entry(['Ctrl+Z'], 'Undo the last change of the request', does.undo, 'outside of text fields'),
    entry(['Ctrl+Shift+Z', 'Ctrl+Y'], 'Redo it', does.redo, 'outside of text fields'),
  ] },
  LEG_KEYS,
  { name: 'Tables of the batch and the history', keys: [
    entry(['H'], 'Go to the history’s search', does.toHistory),
    entry(['B'], 'Go to the batch', does.toBatch),
    { keys: ['↑', '↓', 'Page Up', 'Page Down', 'Home', 'End'], what: 'From row to row', where: 'on a row' },
    { keys: ['Enter'], what: 'Open the row', where: 'on a row' },
    { keys: ['Ctrl+Enter'], what: 'Quote all', where: 'in the batch’s text' },
  ] },
  CHART_KEYS,
  pageKeys(does),
];
