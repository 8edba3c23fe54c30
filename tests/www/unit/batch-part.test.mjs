import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openBatch, quotePart } from '../../../www/workers/batch-part.js';

/** @param {string} text */
function requests(text) {
  const lines = text.split('\n').map((line, i) => ({ number: i + 1, line: line.trim() })).filter(({ line }) => line);
  return lines[0]?.line.split(',').includes('request') ? lines.slice(1) : lines;
}

/** An engine that reads texts as the real one does and quotes nothing. */
function reader() {
  /** @type {number[]} */
  const sizes = [];
  return {
    sizes,
    batchCount: (/** @type {string} */ text) => requests(text).length,
    batchCsv: (/** @type {string} */ text, /** @type {any} */ { from = 0, to = Infinity }) => {
      sizes.push(text.length);
      return `line,request,bid,offer,issues\r\n${requests(text).slice(from, to).map(({ number, line }) => `${number},"${line.replaceAll('"', '""')}",1,2,\r\n`).join('')}`;
    },
  };
}

/** Rows of a text in parts of two. @param {string} text */
async function inParts(text) {
  const engine = reader();
  const count = await openBatch(engine, new Blob([text]));
  let rows = '';
  for (let from = 0; from < count; from += 2) rows += new TextDecoder().decode((await quotePart(engine, from, Math.min(count, from + 2), 1)).body);
  return { rows, sizes: engine.sizes, whole: reader().batchCsv(text, {}).split('\r\n').slice(1).join('\r\n') };
}

test('rows are the same in parts, with the numbers of their lines', async () => {
  for (const text of ['a\nb\nc\nd\ne', '\n\n a\r\n\r\nb\n  \nc\n\nd\n\n', 'x,request\n1,a\n2,b\n3,c\n', 'a\nb\nrequest\nd\ne', 'a\nb\n"c\nd"\ne', '']) {
    const { rows, whole } = await inParts(text);
    assert.equal(rows, whole, JSON.stringify(text));
  }
});

test('of many lines the engine is given those of the part', async () => {
  const { sizes } = await inParts('abcdefghij\n'.repeat(20));
  assert.ok(Math.max(...sizes) < 50, sizes.join());
});

test('what cannot be read is said to whoever asks', async () => {
  const engine = reader();
  await assert.rejects(openBatch(engine, new File(['plain'], 'a.csv.gz')), /not a gzip file/);
  await assert.rejects(quotePart(engine, 0, 1, 1), /not a gzip file/);
});
