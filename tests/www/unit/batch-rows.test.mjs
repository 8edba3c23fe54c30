import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BatchTable, asWritten, chunksOf, fieldsOf, isQuoted, issuesOf, joined, partOf, severityOf, stoppedRow } from '../../../www/core/batch-rows.js';

const HEADER = 'line,request,bid,offer,issues\r\n';
const part = (/** @type {string[]} */ ...rows) => partOf(`${HEADER}${rows.map(row => `${row}\r\n`).join('')}`);
/** @param {(string | Uint8Array)[]} pieces */
const text = async pieces => new Blob(/** @type {any} */ (pieces)).text();

test('a record is cut into its fields, quoted or not, the last one empty or not', () => {
  assert.deepEqual(fieldsOf('1,"a, ""b""",,x\r\n'), ['1', 'a, "b"', '', 'x']);
  assert.deepEqual(fieldsOf('1,,\r\n'), ['1', '', '']);
  assert.deepEqual(fieldsOf('"a\r\nb",""\r\n'), ['a\r\nb', '']);
  assert.deepEqual(fieldsOf('"cut off'), ['cut off']);
});

test('rows begin where records do, whatever their characters and line breaks', () => {
  const { header, starts, body, marks } = part('1,"a\r\nb − €",1,2,', '2,😀,,,reject E-SYNTAX: No.', '3,c,,5,');
  assert.equal(header, HEADER);
  const row = (/** @type {number} */ i) => new TextDecoder().decode(body.slice(starts[i], starts[i + 1]));
  assert.deepEqual([row(0), row(1), row(2)], ['1,"a\r\nb − €",1,2,\r\n', '2,😀,,,reject E-SYNTAX: No.\r\n', '3,c,,5,\r\n']);
  assert.deepEqual([...marks].map(severityOf), ['', 'reject', '']);
  assert.deepEqual([...marks].map(isQuoted), [true, false, true]);
});

test('the worst of a row\u2019s findings is its mark, and each is read out of the one field', () => {
  const field = 'warn W-MARKED: Leg 1 uses your price | mark 5. | query Q-RR-DIR: Which | way? | warn W-AGE: Old.';
  assert.deepEqual(issuesOf(field).map(({ severity, code, message }) => [severity, code, message]), [
    ['warn', 'W-MARKED', 'Leg 1 uses your price | mark 5.'], ['query', 'Q-RR-DIR', 'Which | way?'], ['warn', 'W-AGE', 'Old.']]);
  assert.equal(severityOf(part(`1,a,1,2,"${field}"`).marks[0] ?? 0), 'query');
});

test('a text led by an apostrophe against spreadsheets is read as it was', () => {
  assert.deepEqual(['\u2019s', "'+1 3300 C", "'=1", "'tis", '-5'].map(asWritten), ['\u2019s', '+1 3300 C', '=1', "'tis", '-5']);
});

test('chunks cover all requests once', () => {
  assert.deepEqual(chunksOf(5, 2), [{ from: 0, to: 2 }, { from: 2, to: 4 }, { from: 4, to: 5 }]);
  assert.deepEqual(chunksOf(4, 2).length, 2);
  assert.deepEqual(chunksOf(0, 2), []);
});

test('parts in any order make one table in order, without a gap', async () => {
  const table = new BatchTable(2);
  table.add(2, part('5,e,,,query Q-A: ?'));
  assert.equal(table.length, 0);
  table.add(0, part('1,a,1,2,', '2,b,,,reject E-A: No.'));
  assert.equal(table.length, 2);
  assert.equal(await text(table.csv()), `${HEADER}1,a,1,2,\r\n2,b,,,reject E-A: No.\r\n`);
  table.add(1, part('3,c,1,2,warn W-A: Hm.', '4,d,1,,'));
  assert.equal(table.length, 5);
  assert.deepEqual(table.withIssues, [1, 2, 4]);
  assert.deepEqual(table.notQuoted, [1, 4]);
  assert.deepEqual([0, 3, 4].map(i => table.row(i)['request']), ['a', 'd', 'e']);
  assert.equal((await text(table.csv())).split(HEADER).length, 2);
  assert.equal(severityOf(table.mark(4)), 'query');
});

test('requests that were quoted one by one are one part, and one that stopped the engine is a row of it', async () => {
  const one = joined([part('1,a,1,2,'), stoppedRow(HEADER, 2, 'The engine stopped; "no".'), part('3,c,,5,')]);
  const table = new BatchTable(3);
  table.add(0, one);
  assert.deepEqual([table.length, table.notQuoted], [3, [1]]);
  assert.equal(table.row(1)['issues'], 'reject E-ENGINE: Request 2 of the batch: The engine stopped; "no".');
  assert.equal(table.row(2)['offer'], '5');
});
