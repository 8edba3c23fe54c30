import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { number, percent, short } from '../../../www/core/format.js';
import { locale } from '../../../www/core/locale.js';
import { parseNumber } from '../../../www/core/parse-number.js';
import { SETTINGS, density, resetSettings, take, toKeep } from '../../../www/core/settings.js';

afterEach(resetSettings);

/** Numbers in a language. @param {string} tag */
function written(tag) {
  locale.value = tag;
  return [number(-12345.678, 2), percent(0.605), short(2.5e6)];
}

test('every number is written the way that was chosen', () => {
  assert.deepEqual(written('en-GB'), ['\u221212,345.68', '60.5\u202f%', '2.50\u00a0M']);
  assert.deepEqual(written('de-DE'), ['\u221212.345,68', '60,5\u202f%', '2,50\u00a0M']);
  assert.deepEqual(written('fr-FR'), ['\u221212\u202f345,68', '60,5\u202f%', '2,50\u00a0M']);
  assert.deepEqual(written('ar-EG')[0]?.replace(/[^\d.]/g, ''), '12345.68');
});

test('numbers are read as they are written', () => {
  locale.value = 'de-DE';
  assert.equal(parseNumber('0,5').value, 0.5);
  locale.value = 'en-GB';
  assert.match(parseNumber('0,5').error ?? '', /two ways/);
});

test('what was kept is taken where it is a setting, and the rest is left', () => {
  take('{"density":"comfortable","locale":"xx-nonsense","colours":3,"other":1}');
  assert.equal(density.value, 'comfortable');
  assert.equal(locale.value, 'auto');
  for (const text of ['', 'null', '[]', '{', '7', null]) take(text);
  assert.equal(density.value, 'comfortable');
  resetSettings();
  for (const { value, of } of Object.values(SETTINGS)) assert.equal(value.value, of[0]);
});

test('what another page of the site keeps in the same place stays there', () => {
  density.value = 'comfortable';
  const kept = JSON.parse(toKeep('{"density":"compact","chargeUnit":"ticks"}'));
  assert.deepEqual([kept.density, kept.chargeUnit, kept.locale], ['comfortable', 'ticks', 'auto']);
  for (const text of ['', 'null', '[1]', '{', '7', null]) assert.equal(JSON.parse(toKeep(text)).density, 'comfortable');
});
