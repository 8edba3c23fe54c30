import assert from 'node:assert/strict';
import { test } from 'node:test';
import { latest } from '../../../www/core/latest.js';

/** Requests that end when the test says so. */
function manual() {
  /** @type {{ request: number, end: (error?: Error) => void }[]} */
  const running = [];
  /** @type {string[]} */
  const log = [];
  const go = latest(
    (/** @type {number} */ request) => new Promise((resolve, reject) => { running.push({ request, end: error => (error ? reject(error) : resolve(request * 10)) }); }),
    (answer, request) => log.push(`${request}=${answer}`),
    (error, request) => log.push(`${request}!${/** @type {Error} */ (error).message}`),
  );
  return { running, log, go };
}
const tick = () => new Promise(resolve => { setImmediate(resolve); });

test('one runs, the newest waits, the rest are dropped', async () => {
  const { running, log, go } = manual();
  go(1); go(2); go(3);
  const done = go(4);
  assert.deepEqual(running.map(r => r.request), [1]);
  running[0]?.end();
  await tick();
  assert.deepEqual(running.map(r => r.request), [1, 4]);
  running[1]?.end();
  await done;
  assert.deepEqual(log, ['4=40']);
});

test('an overtaken failure is not delivered, a newest one is', async () => {
  const { running, log, go } = manual();
  go(1);
  const done = go(2);
  running[0]?.end(new Error('old'));
  await tick();
  running[1]?.end(new Error('new'));
  await done;
  assert.deepEqual(log, ['2!new']);
});

test('it runs again after it has come to rest', async () => {
  const { running, log, go } = manual();
  const first = go(1);
  running[0]?.end();
  await first;
  const second = go(2);
  running[1]?.end();
  await second;
  assert.deepEqual(log, ['1=10', '2=20']);
});
