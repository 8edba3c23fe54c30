import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MAX_LINE, oneLine, pasted } from '../../../www/core/pasted.js';

const FIX = '8=FIX.4.4|9=5|35=R|131=r1|55=ETH|10=000|';

test('a request in any form is one line', () => {
  for (const [text, line] of [
    ['  ETH 3400 call x10\n', 'ETH 3400 call x10'],
    [FIX, FIX],
    [FIX.replaceAll('|', '\u0001'), FIX],
    ['8=FIX.4.4\r\n35=R\r\n55=ETH\r\n', '8=FIX.4.4|35=R|55=ETH'],
    ['{\n  "legs": [\n    {"ratio": 1}\n  ]\n}', '{ "legs": [ {"ratio": 1} ] }'],
    ['[\n {"block_rfq_id": 5}\n]', '[ {"block_rfq_id": 5} ]'],
    ['{\n"cut', '{ "cut'],
  ]) assert.deepEqual(pasted(/** @type {string} */ (text)), { kind: 'line', text: line });
});

test('several requests are told from one and counted', () => {
  for (const [text, count] of /** @type {[string, number][]} */ ([
    ['ETH 3400 call x10\n\nBTC 90000 put x5\r\n', 2],
    [`${FIX}\n${FIX}\n${FIX}`, 3],
    ['{"legs":[]}\n{"legs":[]}', 2],
    ['[10:31] ETH 3400 call\n[10:32] ETH 3500 call', 2],
    ['id,request\n1,ETH 3400 call\n2,BTC 90000 put\n', 2],
  ])) assert.deepEqual(pasted(text), { kind: 'several', text, count });
});

test('a request that is too long is not cut', () => {
  assert.deepEqual(pasted('x'.repeat(MAX_LINE + 1)), { kind: 'long', length: MAX_LINE + 1 });
  assert.equal(pasted('x'.repeat(MAX_LINE)).kind, 'line');
});

test('a field end that cannot be seen stays where a bar is part of the text', () => {
  assert.equal(oneLine('58=a|b\u000155=ETH\u0001'), '58=a|b\u000155=ETH\u0001');
});
