import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseNumber } from '../../../www/core/parse-number.js';

test('numbers as people type them', () => {
  for (const [text, value] of /** @type {[string, number][]} */ ([
    ['3300', 3300], [' 3.3k ', 3300], ['64.1k', 64100], ['1.1m', 1100000], ['.07mm', 70000], ['1e3k', 1e6], ['2e-1', 0.2], ['60%', 0.6], ['7%', 0.07], ['1m', 1e6], ['-2', -2], ['\u22122', -2], ['+1', 1], ['.5', 0.5], ['1,234,567', 1234567], ['3,300.5', 3300.5], ['3 300', 3300],
  ])) assert.equal(parseNumber(text).value, value, text);
});

test('what could be read two ways is refused, never guessed', () => {
  for (const text of ['3,300', '3,3', '1,23,456']) assert.match(parseNumber(text).error ?? '', /two ways/, text);
});

test('what is no number says so', () => {
  for (const text of ['abc', '1.2.3', '12x', '--1', '1e999']) assert.ok(parseNumber(text).error, text);
  assert.equal(parseNumber('  ').error, 'Type a number.');
});
