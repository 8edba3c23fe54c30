import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Engine, EngineStopped } from '../../../www/core/engine.js';

/** Workers that record what they are sent and say what the test lets them say. */
function stage() {
  /** @type {{ sent: any[], ended: boolean, say: (data: any) => void, fail: (message: string) => void }[]} */
  const workers = [];
  const spawn = () => {
    /** @type {Record<string, (event: any) => void>} */
    const on = {};
    const worker = { sent: /** @type {any[]} */ ([]), ended: false, say: (/** @type {any} */ data) => on.message?.({ data }), fail: (/** @type {string} */ message) => on.error?.({ message }) };
    workers.push(worker);
    return { postMessage: (/** @type {any} */ message) => { worker.sent.push(message); }, terminate: () => { worker.ended = true; },
      addEventListener: (/** @type {string} */ type, /** @type {(event: any) => void} */ listener) => { on[type] = listener; } };
  };
  /** @type {string[]} */
  const statuses = [];
  const engine = new Engine(spawn, status => { statuses.push(status); });
  engine.start();
  return { engine, workers, statuses };
}

test('answers reach the call they belong to', async () => {
  const { engine, workers: [worker], statuses } = stage();
  worker?.say({ ready: true });
  const a = engine.call('read', ['x']), b = engine.call('quote', [{}]);
  const [first, second] = worker?.sent ?? [];
  worker?.say({ id: second.id, value: 'B' });
  worker?.say({ id: first.id, error: 'legs: expected an array', fatal: false });
  assert.equal(await b, 'B');
  await assert.rejects(a, /expected an array/);
  assert.deepEqual(statuses, ['starting', 'ready']);
});

test('a panic ends the worker; the next one is told what the old one knew', async () => {
  const { engine, workers, statuses } = stage();
  engine.remember('desk', 'loadDesk', [{ name: 'mine' }]);
  engine.remember('chain ETH', 'loadChain', ['old']);
  engine.remember('chain ETH', 'loadChain', ['new']);
  const lost = engine.call('quote', [{}]);
  workers[0]?.say({ id: workers[0].sent[0].id, error: 'unreachable', fatal: true });
  await assert.rejects(lost, error => error instanceof EngineStopped && /started again/.test(error.message));
  assert.equal(workers[0]?.ended, true);
  assert.deepEqual(workers[1]?.sent.map(({ method, args }) => [method, args[0]]), [['loadDesk', { name: 'mine' }], ['loadChain', 'new']]);
  assert.deepEqual(statuses, ['starting', 'restarting']);
  const next = engine.call('read', ['x']);
  workers[1]?.say({ id: workers[1].sent.at(-1).id, value: 1 });
  assert.equal(await next, 1);
});

test('a worker that never comes up is given up after three tries', async () => {
  const { engine, workers, statuses } = stage();
  workers[0]?.fail('a'); workers[1]?.say({ failed: 'b' }); workers[2]?.fail('c');
  assert.equal(workers.length, 3);
  assert.equal(statuses.at(-1), 'failed');
  await assert.rejects(engine.call('read', ['x']), EngineStopped);
});

test('a stuck worker is replaced, and what it says afterwards is ignored', async () => {
  const { engine, workers } = stage();
  const stuck = engine.call('payoff', [], 20);
  await assert.rejects(stuck, /took longer/);
  assert.equal(workers.length, 2);
  workers[0]?.say({ failed: 'late' });
  assert.equal(workers.length, 2);
});
