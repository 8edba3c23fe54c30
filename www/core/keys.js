// The keyboard in one table: what the page listens to, and what the help says.

/**
 * @typedef {{ keys: string[], what: string, where?: string, said?: string[], run?: (key: string) => void }} Key `keys`: any of them, as they are written on the keyboard; `said`: the same in short; without `run` the
 *   part that it is for listens itself
 * @typedef {{ name: string, keys: Key[] }} Group
 * @typedef {{ toLine: () => void, reprice: () => void, flip: () => void, larger: () => void, templates: () => void, template: (place: number) => void, smaller: () => void, undo: () => void, redo: () => void, toHistory: () => void, toBatch: () => void, help: () => void, settings: () => void }} Actions
 */

const DIGITS = [1, 2, 3, 4, 5, 6, 7, 8, 9];

/** @param {Partial<Actions>} [does] @returns {Group[]} */
export const keyTable = (does = {}) => [
  { name: 'Request', keys: [
    entry(['Alt+/'], 'Go to the request line', does.toLine),
    { keys: ['Enter'], what: 'Price the line', where: 'in the request line' },
    { keys: ['↑', '↓'], what: 'Earlier and later lines', where: 'in the request line' },
    { keys: ['↓'], what: 'Choose how the word goes on; Enter or Tab takes it, Esc closes the list', where: 'under the request line' },
    entry(['T'], 'Structures to choose from', does.templates),
    { keys: DIGITS.map(digit => `Alt+${digit}`), said: ['Alt+1', 'Alt+9'], what: 'Price the first to the ninth of them', ...(does.template ? { run: key => does.template?.(Number(key.at(-1))) } : {}) },
    entry(['R'], 'Price again at the present time', does.reprice),
    entry(['F'], 'Flip sides: what the client got it now gives', does.flip),
    entry(['+'], 'Next larger round size', does.larger),
    entry(['-'], 'Next smaller round size', does.smaller),
    entry(['Ctrl+Z'], 'Undo the last change of the request', does.undo, 'outside of text fields'),
    entry(['Ctrl+Shift+Z', 'Ctrl+Y'], 'Redo it', does.redo, 'outside of text fields'),
  ] },
  { name: 'Legs', keys: [
    { keys: ['←', '→', '↑', '↓', 'Home', 'End'], what: 'From cell to cell', where: 'on a cell' },
    { keys: ['Enter', 'F2'], what: 'Edit the cell; typing writes over it', where: 'on a cell' },
    { keys: ['Esc'], what: 'Leave the cell as it was', where: 'while it is edited' },
    { keys: [']', '['], what: 'The next listed strike or expiry up and down, one contract more or less', where: 'on a cell' },
    { keys: ['}', '{'], what: 'The same for all legs; on a ratio, all twice and half', where: 'on a cell' },
  ] },
  { name: 'Tables of the batch and the history', keys: [
    entry(['H'], 'Go to the history’s search', does.toHistory),
    entry(['B'], 'Go to the batch', does.toBatch),
    { keys: ['↑', '↓', 'Page Up', 'Page Down', 'Home', 'End'], what: 'From row to row', where: 'on a row' },
    { keys: ['Enter'], what: 'Open the row', where: 'on a row' },
    { keys: ['Ctrl+Enter'], what: 'Quote all', where: 'in the batch’s text' },
  ] },
  { name: 'Charts', keys: [
    { keys: ['←', '→'], what: 'Move the read-out, or turn the surface', where: 'on a chart' },
  ] },
  { name: 'The page', keys: [
    entry(['?'], 'This list', does.help),
    entry(['S'], 'Settings', does.settings),
    { keys: ['Esc'], what: 'Close what is open over the page' },
  ] },
];

/** @param {string[]} keys @param {string} what @param {(() => void) | undefined} run @param {string} [where] @returns {Key} */
const entry = (keys, what, run, where) => ({ keys, what, ...(where ? { where } : {}), ...(run ? { run } : {}) });

/** Whether a key is a single character, which speech input and a resting hand may give (WCAG 2.1.4). @param {string} key */
export const isSingle = key => [...key].length === 1 && !/[←→↑↓]/.test(key);

/** Whether what is pressed is a key as it is written. @param {{ key: string, code: string, altKey: boolean, ctrlKey: boolean, metaKey: boolean, shiftKey: boolean }} event @param {string} written */
export function isPressed(event, written) {
  const parts = written.split(/\+(?=.)/);
  const last = parts.pop() ?? '';
  const wants = (/** @type {string} */ name) => parts.includes(name);
  if (event.altKey !== wants('Alt') || (event.ctrlKey || event.metaKey) !== wants('Ctrl')) return false;
  // With Alt some layouts write another character.
  if (last === '/' && event.altKey) return event.key === '/' || event.code === 'Slash';
  if (/^\d$/.test(last) && event.altKey) return event.code === `Digit${last}`;
  // Shift is how some characters are written, and part of the others.
  const letter = /^[A-Z]$/.test(last);
  return event.key.toUpperCase() === last.toUpperCase() && (!letter || event.shiftKey === wants('Shift'));
}

/** Whether text is being written where the key goes. @param {EventTarget | null} target */
function isField(target) {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !['radio', 'checkbox', 'button', 'submit', 'file'].includes(target.type);
  return target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

/** Listens to the table's keys. @param {Group[]} table @param {() => boolean} single whether single characters count */
export function listen(table, single) {
  const live = table.flatMap(group => group.keys).flatMap(({ keys, run }) => (run ? keys.map(key => ({ key, run })) : []));
  addEventListener('keydown', event => {
    if (event.defaultPrevented || event.isComposing || document.querySelector('dialog[open]')) return;
    const found = live.find(({ key }) => isPressed(event, key));
    if (!found || (isSingle(found.key) && (!single() || event.repeat))) return;
    // With Alt no field takes it; all others belong to the field.
    if (!found.key.startsWith('Alt+') && isField(event.target)) return;
    event.preventDefault();
    found.run(found.key);
  });
}
