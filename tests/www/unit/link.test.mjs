import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isPlainLine, linkOf, requestOfHash } from '../../../www/core/link.js';

const PAGE = 'https://desk.example/pricer/?x=1#quote';

test('a request comes back from its link as it was', () => {
  for (const text of ['ETH 25DEC26 3300/3400/3500 call fly x100, Acme', '+1 ETH-27NOV26-3400-C / -2 #3 100 % "é" & <b>', 'ETH 3400 call, 日本 😀']) {
    const link = linkOf(PAGE, text) ?? '';
    assert.ok(link.startsWith('https://desk.example/pricer/?x=1#rfq='), link);
    assert.doesNotMatch(link, /[\s<>"]/);
    assert.deepEqual(requestOfHash(new URL(link).hash), { text });
  }
});

test('an empty or long request has no link, half a character is left out', () => {
  assert.equal(linkOf(PAGE, '  '), null);
  assert.equal(linkOf(PAGE, 'x'.repeat(1501)), null);
  assert.deepEqual(requestOfHash(new URL(linkOf(PAGE, 'a\ud83db') ?? '').hash), { text: 'ab' });
});

test('rubbish is a sentence, another fragment nothing', () => {
  for (const hash of ['#rfq', '#rfq=', '#rfq=%', '#rfq=%E0%A4%A', '#rfq=%00%0a', '#RFQ=x', `#rfq=${'x'.repeat(5000)}`]) {
    const found = requestOfHash(hash);
    assert.ok(found && 'problem' in found && found.problem.endsWith('.'), hash);
  }
  for (const hash of ['', '#', '#quote', '#volatility', '#rfqs', '#x=rfq=1']) assert.equal(requestOfHash(hash), null, hash);
});

test('what cannot be seen does not come through a link', () => {
  assert.deepEqual(requestOfHash('#rfq=ETH%0A3400%01call%E2%80%A8x1'), { text: 'ETH 3400 call x1' });
});

test('a typed line goes on as it is, a message does not', () => {
  assert.ok(isPlainLine('buy 10 ETH 25DEC26 3400/3600 cs [urgent], Acme'));
  for (const text of ['8=FIX.4.4|35=R|', '35=R|55=ETH', 'a\u0001b', '{"legs":[]}', 'a\nb']) assert.equal(isPlainLine(text), false, text);
});
