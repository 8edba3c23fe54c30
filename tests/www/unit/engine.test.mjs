import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
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
  for (const { id, method } of /** @type {any} */ (workers[1]).sent) workers[1]?.say({ id, value: method === 'read' ? 1 : { issues: [] } });
  assert.equal(await next, 1);
});

test('a call\u2019s time does not run while the worker is busy with an earlier one', async () => {
  const { engine, workers } = stage();
  const load = engine.call('loadChain', ['large'], 200);
  const quick = engine.call('read', ['x'], 20);
  await setTimeout(60);
  assert.equal(workers.length, 1);
  workers[0]?.say({ id: workers[0].sent[0].id, value: 'loaded' });
  assert.equal(await load, 'loaded');
  // Now it is the one that is served.
  await assert.rejects(quick, /“read” took longer/);
  assert.equal(workers.length, 2);
});

test('a call waits for the replay of a large file without running out of time', async () => {
  const { engine, workers } = stage();
  engine.remember('chain', 'loadChain', ['large']);
  workers[0]?.fail('a');
  const quick = engine.call('read', ['x'], 20);
  await setTimeout(60);
  assert.equal(workers.length, 2);
  for (const [i, { id }] of /** @type {any} */ (workers[1]).sent.entries()) workers[1]?.say({ id, value: i });
  assert.equal(await quick, 1);
});

for (const [how, answer] of /** @type {[string, object][]} */ ([
  ['throws', { error: 'legs: expected an array', fatal: false }],
  ['is refused', { value: { issues: [{ code: 'E-CHAIN', path: '', severity: 'reject', message: 'No.' }] } }],
])) {
  test(`a replay that ${how} stops the engine, which would price on something else`, async () => {
    const { engine, workers, statuses } = stage();
    engine.remember('desk', 'loadDesk', [{}]);
    workers[0]?.fail('a');
    workers[1]?.say({ ready: true });
    const waiting = engine.call('quote', [{}]);
    workers[1]?.say({ id: workers[1].sent[0].id, ...answer });
    await assert.rejects(waiting, error => error instanceof EngineStopped && /“desk” could not be restored/.test(error.message));
    assert.deepEqual([statuses.at(-1), workers.length, workers[1]?.ended], ['failed', 2, true]);
  });
}

test('answers to replays do not count as a worker that works', () => {
  const { engine, workers, statuses } = stage();
  engine.remember('desk', 'loadDesk', [{}]);
  for (let i = 0; i < 3; i++) {
    if (i > 0) workers[i]?.say({ id: workers[i]?.sent[0].id, value: { issues: [] } });
    workers[i]?.fail('again');
  }
  assert.deepEqual([workers.length, statuses.at(-1)], [3, 'failed']);
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

test('what is kept and forgotten is told to who follows, but not what could not be restored', () => {
  const { engine, workers, statuses } = stage();
  /** @type {any[]} */
  const heard = [];
  engine.remember('before', 'loadChain', []);
  engine.follow((key, call) => { heard.push([key, call?.args[0] ?? null]); });
  engine.remember('desk', 'loadDesk', ['mine']);
  engine.remember('chain', 'loadChain', ['text']);
  engine.forget('desk');
  workers[0]?.fail('again');
  workers[1]?.say({ id: workers[1].sent[0].id, value: { issues: [{ severity: 'reject' }] } });
  assert.deepEqual(heard, [['desk', 'mine'], ['chain', 'text'], ['desk', null]]);
  return setTimeout(10).then(() => assert.equal(statuses.at(-1), 'failed'));
});

test('an engine that begins anew knows nothing of before', async () => {
  const { engine, workers, statuses } = stage();
  engine.remember('desk', 'loadDesk', ['mine']);
  const lost = engine.call('quote', [{}]);
  engine.renew();
  await assert.rejects(lost, /begins anew/);
  assert.deepEqual([workers[0]?.ended, workers.length, workers[1]?.sent, engine.memory(), statuses.at(-1)], [true, 2, [], [], 'starting']);
});
