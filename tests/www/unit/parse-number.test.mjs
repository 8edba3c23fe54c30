import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fieldText, parseNumber } from '../../../www/core/parse-number.js';

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

test('where numbers have a decimal comma it is read, and what could be a group is refused', () => {
  for (const [text, value] of /** @type {[string, number][]} */ ([
    ['0,5', 0.5], ['3,3k', 3300], ['1.234,5', 1234.5], ['1,234.5', 1234.5], ['1.234.567', 1234567], ['3.3', 3.3], ['0.125', 0.125], ['0,125', 0.125], ['3,1250', 3.125], ['12345,678', 12345.678], ['60,5%', 0.605], ['3 300,5', 3300.5], ['3300', 3300], ['\u22120,5', -0.5],
  ])) assert.equal(parseNumber(text, true).value, value, text);
  for (const text of ['3,300', '3.300', '\u22123.300', '3.300k', '1,23.4', '1.23,4', '12,34,567']) assert.match(parseNumber(text, true).error ?? '', /two ways/, text);
  for (const text of ['1,2,', ',', '.', '1.2.3', '1,234.5,6']) assert.ok(parseNumber(text, true).error, text);
});

test('what a field shows is read back as the same number, whatever the locale', () => {
  for (const value of [3.125, -3.125, 3300, 0.125, 1234.5, 1e-7, 1e21, 999.999, 0]) {
    for (const comma of [true, false]) assert.equal(parseNumber(fieldText(value, comma), comma).value, value, `${value} ${comma}`);
  }
});
