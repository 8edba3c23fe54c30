import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drawnRows, rowByKey, scrolledTo } from '../../../www/core/virtual-rows.js';

const view = { top: 0, height: 240, row: 24 };
/** Rows drawn, and all that are accounted for. @param {import('../../../www/core/virtual-rows.js').Drawn} drawn */
const sums = ({ stretches, after }) => ({
  drawn: stretches.reduce((sum, { from, to }) => sum + to - from, 0),
  all: stretches.reduce((sum, { from, to, before }) => sum + before + to - from, after),
});

test('what is seen is drawn, and every row is accounted for at any place', () => {
  for (const total of [0, 1, 5, 11, 30, 10_000]) {
    for (const top of [0, 10, 24, 5000, total * 24, 1e9]) {
      for (const kept of [-1, 0, total >> 1, total - 1]) {
        const drawn = drawnRows(total, { ...view, top }, kept);
        assert.equal(sums(drawn).all, total, `${total} ${top} ${kept}`);
        assert.ok(sums(drawn).drawn <= 30, `${total} ${top} ${kept}`);
        const has = (/** @type {number} */ row) => drawn.stretches.some(({ from, to }) => row >= from && row < to);
        if (kept >= 0 && kept < total) assert.ok(has(kept), `${total} ${top} ${kept}`);
        const first = Math.min(Math.floor(top / 24), Math.max(0, total - 10));
        for (let row = first; row < Math.min(total, first + 10); row += 1) assert.ok(has(row), `${total} ${top} row ${row}`);
      }
    }
  }
});

test('the row in use keeps its place above or below what is seen', () => {
  assert.deepEqual(drawnRows(1000, { ...view, top: 12_000 }, 3).stretches.map(({ from, to }) => [from, to]), [[3, 4], [495, 516]]);
  assert.deepEqual(drawnRows(1000, view, 900), { stretches: [{ from: 0, to: 16, before: 0 }, { from: 900, to: 901, before: 884 }], after: 99 });
});

test('a table that has just appeared draws its first rows, and the row in use', () => {
  assert.deepEqual(drawnRows(1000, view, -1, 6), { stretches: [{ from: 0, to: 6, before: 0 }], after: 994 });
  assert.deepEqual(drawnRows(1000, view, 8, 6), { stretches: [{ from: 0, to: 6, before: 0 }, { from: 8, to: 9, before: 2 }], after: 991 });
  assert.deepEqual(drawnRows(4, view, -1, 6), { stretches: [{ from: 0, to: 4, before: 0 }], after: 0 });
});

test('scrolling to a row goes no further than it has to', () => {
  assert.equal(scrolledTo(5, view), 0);
  assert.equal(scrolledTo(10, view), 24);
  assert.equal(scrolledTo(2, { ...view, top: 100 }), 48);
  assert.equal(scrolledTo(0, { ...view, top: 7 }), 0);
});

test('keys lead from row to row and not beyond the ends', () => {
  assert.deepEqual(['ArrowUp', 'ArrowDown', 'PageUp', 'PageDown', 'Home', 'End', 'x'].map(key => rowByKey(key, 3, 50, 10)), [2, 4, 0, 13, 0, 49, null]);
  assert.equal(rowByKey('ArrowDown', 49, 50, 10), 49);
  assert.equal(rowByKey('ArrowDown', -1, 0, 10), null);
});
