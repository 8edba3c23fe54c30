import assert from 'node:assert/strict';
import { test } from 'node:test';
import { measureMachine, speed } from '../../../www/core/speed-run.js';

/** A worker that says what it is told to. */
class Scripted extends EventTarget {
  ended = false;
  terminate() { this.ended = true; }
  /** @param {unknown} data */
  say(data) { this.dispatchEvent(Object.assign(new Event('message'), { data })); }
}

const figure = { key: 'a', what: 'A', median: 2, fastest: 1 };

test('figures come in one by one, and the worker ends with the run', () => {
  const worker = new Scripted();
  measureMachine(() => /** @type {any} */ (worker));
  worker.say({ figure });
  assert.deepEqual(speed.value, { state: 'running', figures: [figure] });
  measureMachine(() => { throw new Error('a second run must not start'); });
  worker.say({ done: true });
  assert.equal(speed.value.state, 'done');
  assert.deepEqual(speed.value.figures, [figure]);
  assert.ok(worker.ended);
});

test('a run that stops says why and can be tried again', () => {
  const worker = new Scripted();
  measureMachine(() => /** @type {any} */ (worker));
  worker.say({ failed: 'no memory' });
  assert.equal(speed.value.state, 'failed');
  assert.equal(speed.value.why, 'no memory');
  const next = new Scripted();
  measureMachine(() => /** @type {any} */ (next));
  assert.equal(speed.value.state, 'running');
  next.say({ done: true });
});
