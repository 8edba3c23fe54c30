import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isPressed, isSingle, keyTable } from '../../../www/core/keys.js';

/** @param {string} key @param {object} [more] @returns {any} */
const press = (key, more) => ({ key, code: '', altKey: false, ctrlKey: false, metaKey: false, shiftKey: false, ...more });

test('keys are told apart by what is held with them', () => {
  assert.ok(isPressed(press('z', { ctrlKey: true }), 'Ctrl+Z'));
  assert.ok(isPressed(press('z', { metaKey: true }), 'Ctrl+Z'));
  assert.ok(!isPressed(press('Z', { ctrlKey: true, shiftKey: true }), 'Ctrl+Z'));
  assert.ok(isPressed(press('Z', { ctrlKey: true, shiftKey: true }), 'Ctrl+Shift+Z'));
  assert.ok(!isPressed(press('z'), 'Ctrl+Z'));
  assert.ok(isPressed(press('f'), 'F'));
  for (const more of [{ ctrlKey: true }, { altKey: true }, { metaKey: true }, { shiftKey: true }]) assert.ok(!isPressed(press('f', more), 'F'), JSON.stringify(more));
});

test('a character is pressed however the layout writes it', () => {
  assert.ok(isPressed(press('?', { shiftKey: true }), '?'));
  assert.ok(isPressed(press('?'), '?'));
  assert.ok(isPressed(press('/', { altKey: true }), 'Alt+/'));
  assert.ok(isPressed(press('÷', { altKey: true, code: 'Slash' }), 'Alt+/'));
  assert.ok(!isPressed(press('/'), 'Alt+/'));
  assert.ok(isPressed(press('\u00a1', { altKey: true, code: 'Digit1' }), 'Alt+1'));
  assert.ok(!isPressed(press('1', { code: 'Digit1' }), 'Alt+1'));
});

const run = () => {};

test('no key has two meanings, and those that a resting hand may give are known', () => {
  const live = keyTable({ toLine: run, reprice: run, flip: run, larger: run, templates: run, template: run, smaller: run, undo: run, redo: run, toHistory: run, toBatch: run, help: run, settings: run })
    .flatMap(group => group.keys).filter(key => key.run).flatMap(key => key.keys);
  assert.equal(new Set(live).size, live.length);
  assert.deepEqual(live.filter(isSingle).toSorted(), ['+', '-', '?', 'B', 'F', 'H', 'R', 'S', 'T']);
  assert.ok(!isSingle('Alt+/') && !isSingle('↑') && !isSingle('Enter'));
});
