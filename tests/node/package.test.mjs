// The npm package as another program uses it: built, imported by name of its manifest, no browser.
import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import { test } from 'node:test';
import init, { initSync, version } from '../../pkg/spread_pricer.js';

const folder = new URL('../../pkg/', import.meta.url);
const manifest = JSON.parse(await readFile(new URL('package.json', folder), 'utf8'));
const bytes = await readFile(new URL('spread_pricer_bg.wasm', folder));

test('the engine starts from bytes and says the version of the manifest', () => {
  initSync({ module: bytes });
  assert.equal(version(), manifest.version);
});

test('init takes bytes too', async () => {
  await init({ module_or_path: bytes });
  assert.equal(version(), manifest.version);
});

test('everything the manifest names is there', async () => {
  const there = await readdir(folder);
  for (const file of [...manifest.files, manifest.main, manifest.types]) {
    assert.ok(there.includes(file.replace('./', '')), file);
  }
  for (const file of Object.values(manifest.exports['.'])) {
    assert.ok(there.includes(file.replace('./', '')), file);
  }
});

test('the declarations name what is exported', async () => {
  const declarations = await readFile(new URL('spread_pricer.d.ts', folder), 'utf8');
  for (const name of ['initSync', 'version']) {
    assert.match(declarations, new RegExp(`export function ${name}\\(`));
  }
});

test('the wasm names no folder of the building machine', () => {
  const text = bytes.toString('latin1');
  assert.doesNotMatch(text, /\/home\/|\/root\/|\/Users\/|\/usr\/src\//);
});
