import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MOST_STEPS, timeline } from '../../../www/core/undo.js';

/** @param {string[]} states */
function visited(...states) {
  const steps = timeline((/** @type {string} */ a, /** @type {string} */ b) => a.toLowerCase() === b.toLowerCase());
  for (const state of states) steps.visit(state);
  return steps;
}

test('there and back, and nothing beyond the ends', () => {
  const steps = visited('a', 'b', 'c');
  assert.deepEqual([steps.undo(), steps.undo(), steps.undo(), steps.current], ['b', 'a', null, 'a']);
  assert.deepEqual([steps.canUndo.value, steps.canRedo.value], [false, true]);
  assert.deepEqual([steps.redo(), steps.redo(), steps.redo(), steps.current], ['b', 'c', null, 'c']);
  assert.deepEqual([steps.canUndo.value, steps.canRedo.value], [true, false]);
});

test('another way forward ends the one that was taken back', () => {
  const steps = visited('a', 'b');
  steps.undo();
  steps.visit('c');
  assert.deepEqual([steps.redo(), steps.undo()], [null, 'a']);
});

test('the same again is no step, and keeps the way forward', () => {
  const steps = visited('a', 'b', 'B');
  assert.equal(steps.current, 'B');
  assert.equal(steps.undo(), 'a');
  steps.visit('A');
  assert.equal(steps.redo(), 'B');
});

test('what the current state gains goes with it', () => {
  const steps = visited('a', 'b');
  steps.amend(state => state.toUpperCase());
  steps.undo();
  assert.equal(steps.redo(), 'B');
});

test('the oldest steps go first', () => {
  const steps = visited(...Array.from({ length: MOST_STEPS + 10 }, (_, i) => `${i}`));
  let back = 0;
  while (steps.undo() !== null) back += 1;
  assert.equal(back, MOST_STEPS);
});
