import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { BatchPool, IDLE } from '../../../www/core/batch-pool.js';
import { BatchTable, partOf } from '../../../www/core/batch-rows.js';

const HEADER = 'line,request,bid,offer,issues\r\n';
const settle = () => new Promise(resolve => { setImmediate(resolve); });

/**
 * Workers that quote by themselves unless the test holds them; request numbers in `poison` stop the engine.
 * @param {{ count: number, poison?: number[], hold?: boolean, broken?: number[] }} how `broken`: workers that never come up
 */
function stage({ count, poison = [], hold = false, broken = [] }) {
  /** @type {{ calls: string[], ended: boolean, release: () => void }[]} */
  const workers = [];
  const spawn = () => {
    /** @type {Record<string, (event: any) => void>} */
    const on = {};
    /** @type {(() => void)[]} */
    const held = [];
    const worker = { calls: /** @type {string[]} */ ([]), ended: false, release: () => { for (const say of held.splice(0)) say(); } };
    const number = workers.push(worker) - 1;
    const say = (/** @type {any} */ data) => { if (!worker.ended) on['message']?.({ data }); };
    if (broken.includes(number)) queueMicrotask(() => say({ failed: 'no memory' }));
    return {
      terminate: () => { worker.ended = true; },
      addEventListener: (/** @type {string} */ type, /** @type {(event: any) => void} */ listener) => { on[type] = listener; },
      postMessage: (/** @type {any} */ { id, method, args }) => {
        worker.calls.push(method === 'quotePart' ? `${args[0]}-${args[1]}` : method);
        if (method !== 'quotePart') return queueMicrotask(() => say({ id, value: method === 'openBatch' ? count : { issues: [] } }));
        const [from, to] = args;
        const rows = Array.from({ length: to - from }, (_, i) => `${from + i + 1},r${from + i},1,2,\r\n`);
        const stops = poison.some(bad => bad >= from && bad < to);
        const answer = () => say(stops ? { id, error: 'unreachable', fatal: true } : { id, value: partOf(HEADER + rows.join('')) });
        if (hold) held.push(answer); else queueMicrotask(answer);
      },
    };
  };
  return { pool: new BatchPool(spawn), workers };
}

/** @param {number} size @param {object} [more] @returns {{ job: any, table: BatchTable, delivered: number[] }} */
function jobOf(size, more) {
  const table = new BatchTable(size);
  /** @type {number[]} */
  const delivered = [];
  const job = { source: new Blob(['x']), now: 1, size, workers: 2, memory: [], fitted: [], counted: (/** @type {number} */ n) => n,
    done: (/** @type {number} */ index, /** @type {any} */ part) => { delivered.push(index); table.add(index, part); }, ...more };
  return { job, table, delivered };
}

test('all parts come once, from several workers', async () => {
  const { pool, workers } = stage({ count: 95 });
  const { job, table, delivered } = jobOf(10);
  await pool.run(job);
  assert.deepEqual(delivered.toSorted((a, b) => a - b), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  assert.deepEqual([table.length, table.row(94)['request']], [95, 'r94']);
  assert.equal(workers.length, 2);
  for (const { calls } of workers) assert.ok(calls[0] === 'openBatch' && calls.length > 2, calls.join());
  pool.end();
});

test('a worker is told the desk\u2019s market and configuration once, and what has changed', async () => {
  const { pool, workers } = stage({ count: 1 });
  const chain = ['text', { name: 'a.csv' }], desk = [{ name: 'mine' }];
  const memory = [['desk', { method: 'loadDesk', args: desk }], ['chain ETH', { method: 'loadChain', args: chain }]];
  await pool.run(jobOf(10, { workers: 1, memory }).job);
  await pool.run(jobOf(10, { workers: 1, memory }).job);
  assert.deepEqual(workers[0]?.calls, ['loadDesk', 'loadChain', 'openBatch', '0-1', 'openBatch', '0-1']);
  await pool.run(jobOf(10, { workers: 1, memory: [['chain ETH', { method: 'loadChain', args: ['text', { name: 'b.csv' }] }]] }).job);
  assert.deepEqual(workers[0]?.calls.slice(6), ['resetDesk', 'loadChain', 'openBatch', '0-1']);
  pool.end();
});

test('a worker that knows a market that is gone begins anew', async () => {
  const { pool, workers } = stage({ count: 1 });
  const desk = ['desk', { method: 'loadDesk', args: [{ name: 'mine' }] }];
  await pool.run(jobOf(10, { workers: 1, memory: [desk, ['chain ETH', { method: 'loadChain', args: ['text', { name: 'a.csv' }] }]] }).job);
  await pool.run(jobOf(10, { workers: 1, memory: [desk] }).job);
  assert.deepEqual(workers.map(({ calls, ended }) => [ended, ...calls]), [[true, 'loadDesk', 'loadChain', 'openBatch', '0-1'], [false, 'loadDesk', 'openBatch', '0-1']]);
  pool.end();
});

test('workers that were started ahead are told once, and practise no longer than until the batch', async () => {
  const { pool, workers } = stage({ count: 100, hold: true });
  const memory = [['desk', { method: 'loadDesk', args: [{ name: 'mine' }] }]];
  const warm = pool.warm(2, /** @type {any} */ ({ memory, fitted: [] }), new Blob(['x']));
  await settle();
  assert.deepEqual(workers.map(({ calls }) => calls), [['loadDesk', 'openBatch', '0-20'], ['loadDesk', 'openBatch', '20-40']]);
  const { job, table } = jobOf(50, { memory });
  const run = pool.run(job);
  for (let i = 0; i < 8; i += 1) {
    await settle();
    for (const { release } of workers) release();
  }
  await Promise.all([warm, run]);
  assert.equal(table.length, 100);
  for (const { calls } of workers) assert.deepEqual(calls.slice(3, 4), ['openBatch'], calls.join());
  assert.equal(workers.length, 2);
  pool.end();
});

test('workers that failed when they were started ahead are started anew', async () => {
  const { pool } = stage({ count: 40, broken: [0, 1, 2, 3, 4, 5] });
  await pool.warm(2, { memory: [], fitted: [] }, new Blob(['x']));
  const { job, table } = jobOf(10);
  await pool.run(job);
  assert.equal(table.length, 40);
  pool.end();
});

test('one request that stops the engine is one bad row', async () => {
  const { pool } = stage({ count: 40, poison: [13] });
  const { job, table } = jobOf(10);
  await pool.run(job);
  assert.equal(table.length, 40);
  assert.deepEqual(table.notQuoted, [13]);
  assert.match(table.row(13)['issues'] ?? '', /E-ENGINE: Request 14 of the batch: .*unreachable/);
  assert.equal(table.row(14)['request'], 'r14');
  pool.end();
});

test('a worker that cannot start leaves the work to the others; without any the batch fails with the reason', async () => {
  const one = stage({ count: 40, broken: [0, 2, 3] });
  const { job, table } = jobOf(10);
  await one.pool.run(job);
  assert.equal(table.length, 40);
  one.pool.end();
  const none = stage({ count: 40, broken: [0, 1, 2, 3, 4, 5, 6] });
  await assert.rejects(none.pool.run(jobOf(10).job), /no memory/);
  none.pool.end();
});

test('a cancelled run ends at once: nothing more is asked or delivered', async () => {
  const { pool, workers } = stage({ count: 100, hold: true });
  const { job, delivered } = jobOf(10);
  const run = pool.run(job);
  await settle();
  workers[0]?.release();
  await settle();
  assert.equal(delivered.length, 2);
  const asked = workers.map(({ calls }) => calls.length);
  pool.cancel();
  for (const worker of workers) worker.release();
  await run;
  assert.equal(delivered.length, 2);
  assert.deepEqual(workers.map(({ calls }) => calls.length), asked);
  pool.end();
});

test('workers end when nothing has been asked of them for a while, and one that hangs after a cancel soon', async () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  const { pool, workers } = stage({ count: 5 });
  await pool.run(jobOf(10).job);
  mock.timers.tick(IDLE - 1);
  assert.equal(pool.size, 2);
  mock.timers.tick(1);
  assert.deepEqual([pool.size, ...workers.map(worker => worker.ended)], [0, true, true]);
  const stuck = stage({ count: 5, hold: true });
  stuck.pool.run(jobOf(10, { workers: 1 }).job);
  await settle();
  stuck.pool.cancel();
  mock.timers.tick(300);
  assert.equal(stuck.workers[0]?.ended, true);
  mock.timers.reset();
});
