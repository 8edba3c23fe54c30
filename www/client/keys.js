// The keys of the clients' page.

import { CHART_KEYS, LEG_KEYS, entry, pageKeys } from '../core/keys.js';

/** @typedef {Record<'toLine' | 'reprice' | 'flip' | 'larger' | 'smaller' | 'undo' | 'redo' | 'copyLink' | 'help' | 'settings', () => void>} Actions */

/** @param {Actions} does @returns {import('../core/keys.js').Group[]} */
export const clientKeys = does => [
  { name: 'Spread', keys: [
    entry(['Alt+/'], 'Go to the line', does.toLine),
    { keys: ['Enter'], what: 'Price the line', where: 'in the line' },
    { keys: ['↑', '↓'], what: 'Earlier and later lines', where: 'in the line' },
    entry(['R'], 'Price again at the present time', does.reprice),
    entry(['F'], 'Turn the spread over: each leg that you got you now give', does.flip),
    entry(['+'], 'Next larger round size', does.larger),
    entry(['-'], 'Next smaller round size', does.smaller),
    entry(['L'], 'Copy a link to the spread', does.copyLink),
    entry(['Ctrl+Z'], 'Undo the last change of the spread', does.undo, 'outside of text fields'),
    entry(['Ctrl+Shift+Z', 'Ctrl+Y'], 'Redo it', does.redo, 'outside of text fields'),
  ] },
  LEG_KEYS,
  CHART_KEYS,
  pageKeys(does),
];
