import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clientKeys } from '../../../www/client/keys.js';
import { keyTable } from '../../../www/core/desk-keys.js';
import { isPressed, isSingle } from '../../../www/core/keys.js';

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

/** The keys of a table that the page listens to. @param {import('../../../www/core/keys.js').Group[]} table */
const live = table => table.flatMap(group => group.keys).filter(key => key.run).flatMap(key => key.keys);

const desks = live(keyTable({ toLine: run, reprice: run, flip: run, larger: run, templates: run, template: run, smaller: run, undo: run, redo: run, toHistory: run, toBatch: run, help: run, settings: run }));
const clients = live(clientKeys({ toLine: run, reprice: run, flip: run, larger: run, smaller: run, undo: run, redo: run, copyLink: run, help: run, settings: run }));

test('no key has two meanings, and those that a resting hand may give are known', () => {
  for (const keys of [desks, clients]) assert.equal(new Set(keys).size, keys.length);
  assert.deepEqual(desks.filter(isSingle).toSorted(), ['+', '-', '?', 'B', 'F', 'H', 'R', 'S', 'T']);
  assert.deepEqual(clients.filter(isSingle).toSorted(), ['+', '-', '?', 'F', 'L', 'R', 'S']);
  assert.ok(!isSingle('Alt+/') && !isSingle('↑') && !isSingle('Enter'));
});
