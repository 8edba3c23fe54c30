import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cellBeside, cellByKey } from '../../../www/core/grid-keys.js';

/** @param {string} key @param {object} [more] */
const press = (key, more) => ({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...more });

test('arrows move to the cell beside and stop at the edges', () => {
  assert.deepEqual(cellByKey(press('ArrowRight'), [0, 0], 2, 3), [0, 1]);
  assert.deepEqual(cellByKey(press('ArrowRight'), [0, 2], 2, 3), [0, 2]);
  assert.deepEqual(cellByKey(press('ArrowDown'), [0, 2], 2, 3), [1, 2]);
  assert.deepEqual(cellByKey(press('ArrowUp'), [0, 2], 2, 3), [0, 2]);
  assert.deepEqual(cellByKey(press('End'), [0, 0], 2, 3), [0, 2]);
  assert.deepEqual(cellByKey(press('Home', { ctrlKey: true }), [1, 2], 2, 3), [0, 0]);
  assert.deepEqual(cellByKey(press('End', { ctrlKey: true }), [0, 0], 2, 3), [1, 2]);
});

test('keys that select or belong to the browser move nothing', () => {
  for (const [key, more] of /** @type {[string, object][]} */ ([['ArrowRight', { shiftKey: true }], ['ArrowLeft', { altKey: true }], ['ArrowRight', { ctrlKey: true }], ['a', {}], ['Enter', {}]])) {
    assert.equal(cellByKey(press(key, more), [0, 0], 2, 3), null, key);
  }
});

test('Tab reads on from row to row and leaves at the ends', () => {
  assert.deepEqual(cellBeside([0, 2], 1, 2, 3), [1, 0]);
  assert.deepEqual(cellBeside([1, 0], -1, 2, 3), [0, 2]);
  assert.equal(cellBeside([1, 2], 1, 2, 3), null);
  assert.equal(cellBeside([0, 0], -1, 2, 3), null);
});
