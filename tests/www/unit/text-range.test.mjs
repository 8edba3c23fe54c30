import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rangeOfPath, utf16Range } from '../../../www/core/text-range.js';

/** The byte range of a part of a text. @param {string} text @param {string} part @returns {[number, number]} */
function bytes(text, part) {
  const at = Buffer.from(text.slice(0, text.indexOf(part))).length;
  return [at, at + Buffer.from(part).length];
}

test('byte ranges become ranges of the same characters', () => {
  for (const [text, part] of /** @type {[string, string][]} */ ([
    ['ETH 25DEC26 34x00 fly', '34x00'], ['ETH cäll fly', 'fly'], ['€ 3400 ✕', '✕'], ['😀 call 😀x', '😀x'], ['abc', 'abc'],
  ])) {
    const [start, end] = utf16Range(text, ...bytes(text, part));
    assert.equal(text.slice(start, end), part, text);
  }
});

test('a bound inside a character takes all of it', () => {
  assert.deepEqual(utf16Range('aäb', 2, 2), [1, 2]);
  assert.deepEqual(utf16Range('a😀b', 2, 4), [1, 3]);
});

test('a bound past the end stops at the end', () => {
  assert.deepEqual(utf16Range('abc', 1, 99), [1, 3]);
  assert.deepEqual(utf16Range('abc', 50, 99), [3, 3]);
  assert.deepEqual(utf16Range('', 0, 0), [0, 0]);
});

test('only paths of the text are ranges', () => {
  assert.deepEqual(rangeOfPath('ETH x', 'text:4-5'), [4, 5]);
  assert.equal(rangeOfPath('ETH x', 'legs[0].strike'), null);
  assert.equal(rangeOfPath('ETH x', 'text:a-b'), null);
});
