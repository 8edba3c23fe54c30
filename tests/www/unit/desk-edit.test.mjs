import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GROUPS, shownValue, withValue } from '../../../www/core/desk-edit.js';

const config = { version: '1', policy: { base: { baseVolPoints: 0.1 }, adverseSelection: { tier2: { low: 0.015, high: 0.07 } } } };

test('a number is shown in its unit without binary noise', () => {
  const path = 'policy.adverseSelection.tier2.high';
  assert.equal(shownValue(config, { path, label: '', unit: '%', scale: 100 }), '7');
  assert.equal(shownValue(config, { path: 'policy.base.baseVolPoints', label: '', unit: '' }), '0.1');
  assert.equal(shownValue(config, { path: 'policy.none.such', label: '', unit: '' }), '');
});

test('a change touches its own number of a copy', () => {
  const changed = withValue(config, 'policy.adverseSelection.tier2.low', 0.02);
  assert.equal(changed.policy?.adverseSelection?.tier2?.low, 0.02);
  assert.equal(changed.policy?.adverseSelection?.tier2?.high, 0.07);
  assert.equal(config.policy.adverseSelection.tier2.low, 0.015);
});

test('no two fields are of one number', () => {
  const paths = GROUPS.flatMap(group => group.fields.map(field => field.path));
  assert.equal(new Set(paths).size, paths.length);
});
