// The keyboard in one table, which each page makes of its own keys: what it listens to, and what its help says.

/**
 * @typedef {{ keys: string[], what: string, where?: string, said?: string[], run?: (key: string) => void }} Key `keys`: any of them, as they are written on the keyboard; `said`: the same in short; without `run` the
 *   part that it is for listens itself
 * @typedef {{ name: string, keys: Key[] }} Group
 */

/** The keys of the legs' grid. @type {Group} */
export const LEG_KEYS = { name: 'Legs', keys: [
  { keys: ['←', '→', '↑', '↓', 'Home', 'End'], what: 'From cell to cell', where: 'on a cell' },
  { keys: ['Enter', 'F2'], what: 'Edit the cell; typing writes over it', where: 'on a cell' },
  { keys: ['Esc'], what: 'Leave the cell as it was', where: 'while it is edited' },
  { keys: [']', '['], what: 'The next listed strike or expiry up and down, one contract more or less', where: 'on a cell' },
  { keys: ['}', '{'], what: 'The same for all legs; on a ratio, all twice and half', where: 'on a cell' },
] };

/** The keys of every chart. @type {Group} */
export const CHART_KEYS = { name: 'Charts', keys: [
  { keys: ['←', '→'], what: 'Move the read-out, or turn the surface', where: 'on a chart' },
] };

/** The keys of the page as a whole. @param {{ help: () => void, settings: () => void }} does @returns {Group} */
export const pageKeys = does => ({ name: 'The page', keys: [
  entry(['?'], 'This list', does.help),
  entry(['S'], 'Settings', does.settings),
  { keys: ['Esc'], what: 'Close what is open over the page' },
] });

/** @param {string[]} keys @param {string} what @param {(() => void) | undefined} run @param {string} [where] @returns {Key} */
export const entry = (keys, what, run, where) => ({ keys, what, ...(where ? { where } : {}), ...(run ? { run } : {}) });

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

/** The table that the page listens to, for its help. @type {Group[]} */
export let table = [];

/** Listens to a table's keys. @param {Group[]} chosen @param {() => boolean} single whether single characters count */
export function listen(chosen, single) {
  table = chosen;
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
