// The page's menu of structures against the engine's own: none is missing, each is built and recognised as what it is called.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { Pricer, initSync } from '../../pkg/spread_pricer.js';
import { expiryCode } from '../../www/core/format.js';
import { rehearsal } from '../../www/core/rehearsal.js';
import { PLACES, TEMPLATES, placed } from '../../www/core/templates.js';

const folder = new URL('../../pkg/', import.meta.url);
initSync({ module: await readFile(new URL('spread_pricer_bg.wasm', folder)) });

test('the menu has every structure of the engine that has a template', async () => {
  const declarations = await readFile(new URL('spread_pricer.d.ts', folder), 'utf8');
  const [, union = ''] = /export type Structure = ([^;]+);/.exec(declarations) ?? [];
  const all = [...union.matchAll(/"(\w+)"/g)].map(([, name]) => name).filter(name => name !== 'custom');
  assert.ok(all.length > 20);
  assert.deepEqual(Object.keys(PLACES).toSorted(), all.toSorted());
});

test('each is built on every market of the sample, recognised, quoted and called by its name', () => {
  const pricer = new Pricer();
  for (const market of pricer.market().underlyings) {
    for (const template of TEMPLATES) {
      const what = `${market.id} ${template.id}`;
      const at = placed(template, market, '');
      assert.ok(at, what);
      const { draft, issues } = pricer.build(at.request);
      assert.deepEqual(issues, [], what);
      assert.ok(draft, what);
      const { structure: _name, ...legs } = draft;
      assert.equal(pricer.recognise(legs).structure, template.structure, what);
      assert.equal(pricer.recognise(legs).direction, 'long', what);
      const { quote } = pricer.quote({ ...legs, quantity: 100, side: 'twoWay' }, { now: 0, seed: 1 });
      assert.ok(quote, what);
      assert.equal(quote.structureName.replace(/^(call|put) /, ''), PLACES[template.structure].name.replace(/^(call|put) /, ''), what);
    }
  }
});

test('the line reads every name of a structure that it offers', () => {
  const pricer = new Pricer();
  const market = pricer.market().underlyings[0];
  assert.ok(market);
  for (const template of TEMPLATES.filter(({ structure }) => structure !== 'outright')) {
    const at = placed(template, market, '');
    assert.ok(at);
    const { strikes, expiries } = at.request;
    /** @type {string} */
    const line = `${market.id} ${expiries.map(expiryCode).join('/')} ${strikes.join('/')} ${template.name.replace('-', ' ')} x100`;
    const { draft, issues } = pricer.read(line);
    assert.deepEqual(issues.filter(issue => issue.severity === 'reject').map(issue => issue.message), [], line);
    assert.ok(draft, line);
    // Of a collar the word stands for its options, which are a risk reversal sold.
    assert.equal(pricer.recognise(draft).structure, template.structure === 'collar' ? 'riskReversal' : template.structure, line);
  }
});

test('what the batch workers practise on is read and quoted, every structure on every market', () => {
  const pricer = new Pricer();
  const report = pricer.market();
  const lines = rehearsal(report).split('\n');
  const distinct = [...new Set(lines)];
  assert.equal(distinct.length, report.underlyings.length * TEMPLATES.length);
  const rows = pricer.batch(distinct.join('\n'), { now: '2026-11-18T12:00:10Z', seed: 0 });
  for (const [place, row] of rows.entries()) assert.ok(!row.issues.some(issue => issue.severity === 'reject'), `${distinct[place]}: ${JSON.stringify(row.issues)}`);
});
