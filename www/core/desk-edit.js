// Changing single numbers of the desk on the page: where each one is in the configuration, and what became of a change.

import { signal } from '@preact/signals-core';
import { takeConfig } from './desk-files.js';
import { fieldText, parseNumber } from './parse-number.js';
import { desk, deskNotice } from './desk-store.js';

/**
 * @typedef {{ path: string, label: string, unit: string, scale?: number }} Field `scale`: what the number on show is of the one in the file
 * @typedef {import('./types.js').DeskReport['config']} DeskConfig
 */

const PER_CENT = { unit: '%', scale: 100 };
/** What people change from day to day; the desk's file has the rest. @type {{ name: string, fields: Field[] }[]} */
export const GROUPS = [
  { name: 'Charges', fields: [
    { path: 'policy.base.baseVolPoints', label: 'Base, on correlated net vega', unit: 'vol points' },
    { path: 'policy.liquidity.halfWidthShare', label: 'Share of the quoted half-width that vega costs', ...PER_CENT },
    { path: 'policy.liquidity.bucketCapacity', label: 'Vega that a bucket takes', unit: 'per vol point' },
    { path: 'policy.inventory.riskLimit', label: 'Risk of a day', unit: 'price currency' },
    { path: 'policy.inventory.maxImprovement', label: 'The book improves a side by at most', ...PER_CENT },
    { path: 'policy.inventory.maxWidening', label: 'The book widens a side by at most', unit: 'times' },
    { path: 'policy.quote.markup', label: 'Markup per side', unit: 'price currency' },
  ] },
  { name: 'Adverse selection, per side of premium at stake', fields: [1, 2, 3].flatMap(tier => [
    { path: `policy.adverseSelection.tier${tier}.low`, label: `Tier ${tier} from`, ...PER_CENT },
    { path: `policy.adverseSelection.tier${tier}.high`, label: `Tier ${tier} to`, ...PER_CENT },
  ]) },
  { name: 'Life of a quote', fields: [
    { path: 'policy.quote.firmSeconds', label: 'Firm', unit: 's' },
    { path: 'policy.quote.indicativeSeconds', label: 'Indicative', unit: 's' },
    { path: 'policy.quote.feedSeconds', label: 'Oldest live market', unit: 's' },
  ] },
  { name: 'Limits of the whole book', fields: [
    { path: 'limits.total.deltaCash', label: 'Cash delta', unit: 'price currency' },
    { path: 'limits.total.gammaCashPerPercent', label: 'Cash gamma', unit: 'per 1 %' },
    { path: 'limits.total.vegaPerPoint', label: 'Vega', unit: 'per vol point' },
    { path: 'limits.total.bucketVegaPerPoint', label: 'Largest bucket vega', unit: 'per vol point' },
    { path: 'limits.total.stressLoss', label: 'Stress loss', unit: 'price currency' },
    { path: 'limits.total.grossNotional', label: 'Gross notional', unit: 'price currency' },
    { path: 'limits.warningLevel', label: 'Warn at', ...PER_CENT },
  ] },
];

/** What was typed and is not in force, with the reason, by path: nothing typed is lost. @type {import('@preact/signals-core').Signal<Record<string, { text: string, problem: string }>>} */
export const refused = signal({});

/** The number at a path of the desk in force, as it is shown. @param {DeskConfig} config @param {Field} field */
export function shownValue(config, { path, scale = 1 }) {
  const value = /** @type {any} */ (path.split('.').reduce((at, name) => /** @type {any} */ (at)?.[name], /** @type {unknown} */ (config)));
  // Fifteen digits: times a hundred brings binary noise.
  return typeof value === 'number' ? fieldText(Number((value * scale).toPrecision(15))) : '';
}

/** The configuration with another number at a path. @param {DeskConfig} config @param {string} path @param {number} value @returns {DeskConfig} */
export function withValue(config, path, value) {
  const copy = structuredClone(config);
  const names = path.split('.');
  const last = /** @type {string} */ (names.pop());
  const owner = /** @type {any} */ (names.reduce((at, name) => /** @type {any} */ (at)[name], /** @type {unknown} */ (copy)));
  owner[last] = value;
  return copy;
}

/** Takes what was typed into a field: into force, or back with the reason. @param {Field} field @param {string} text */
export async function editDesk(field, text) {
  const { path, scale = 1 } = field;
  const shown = desk.value;
  if (!shown) return;
  const { [path]: _old, ...others } = refused.value;
  refused.value = others;
  if (text.trim() === shownValue(shown.config, field)) return;
  const parsed = parseNumber(text.replace('%', ''));
  if (parsed.error !== undefined) {
    refused.value = { ...others, [path]: { text, problem: parsed.error } };
    return;
  }
  const version = `${(shown.config.version ?? '').replace(/, edited .*$/, '')}, edited ${new Date().toISOString().slice(0, 19)}Z`;
  await takeConfig({ ...withValue(shown.config, path, parsed.value / scale), version }, 'The desk with this change');
  const issues = deskNotice.value?.tone === 'bad' ? deskNotice.value.issues : [];
  const issue = issues.find(one => one.path === path) ?? issues[0];
  if (issue) refused.value = { ...refused.value, [path]: { text, problem: issue.message } };
}
