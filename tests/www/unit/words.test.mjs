import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

const WWW = new URL('../../../www/', import.meta.url);

/** What a file says to readers or machines: its text without its comments. @param {string} text */
const withoutComments = text => text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[\s,;{(])\/\/.*$/gm, '$1');

test('apostrophes in words shown are typographic', () => {
  /** @type {string[]} */
  const found = [];
  for (const name of readdirSync(WWW, { recursive: true, encoding: 'utf8' })) {
    if (!/\.(js|html)$/.test(name)) continue;
    for (const [, words] of withoutComments(readFileSync(new URL(name, WWW), 'utf8')).matchAll(/(\S*[A-Za-z]'(?:s|t|re|ve|ll|d)\b[^'"`\n]{0,30})/g)) found.push(`${name}: ${words}`);
  }
  assert.deepEqual(found, []);
});
