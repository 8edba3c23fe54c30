// What the bundled site still needs: hashes on the pages' own scripts, the lists of files that work offline, packed copies for
// hosts that send them, and a look at whether a page has become too large.
//
//     node www/build/finish.mjs FOLDER [--quick]      --quick leaves the packed copies out

import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';

/**
 * A page with its files: what it is built of lies in a folder of its own, and each page has a service worker of its own, so that who visits one does not load
 * the other.
 * @typedef {{ page: string, folder: string, worker: string, manifest: string, install: string, budget: Record<string, number>, parts: Record<string, string[]> }} Page `manifest`:
 *   what the bundler put where; `install`: what a browser installs the page by; `budget`: most kilobytes of 1,000 bytes, gzip; `parts`: what is loaded later, in the order of loading
 */
// What the engines have in all is limited a tenth above what it is, as compilers differ: so it does not grow by accident.
/** @type {Page[]} */
const PAGES = [
  { page: 'index.html', folder: 'assets', worker: 'sw.js', manifest: '.vite/desk.json', install: 'manifest.webmanifest',
    budget: { 'first JS': 80, 'worker JS': 15, 'HTML and CSS': 12, 'history, loaded later': 10, 'settings, help and tour, loaded later': 10, 'offline copy without wasm': 600, 'first wasm': 350, 'wasm, first and rest': 880 },
    parts: { below: ['panels/book.js', 'panels/volatility.js', 'panels/batch.js'], 'history, loaded later': ['panels/history.js', 'core/history.js'], 'settings, help and tour, loaded later': ['panels/settings.js', 'panels/help.js', 'panels/tour.js'] } },
  { page: 'client.html', folder: 'client', worker: 'client-sw.js', manifest: '.vite/client.json', install: 'client.webmanifest',
    budget: { 'first JS': 64, 'worker JS': 10, 'HTML and CSS': 10, 'settings and help, loaded later': 10, 'offline copy without wasm': 200, 'first wasm': 350, 'wasm, first and rest': 650 },
    parts: { below: ['client/volatility.js'], 'settings and help, loaded later': ['client/settings.js', 'panels/help.js'] } },
];
/** Not part of the site that a browser asks for. */
const FOR_HOSTS = new Set(['_headers', ...PAGES.map(({ worker }) => worker)]);
const PACKED = new Set(['.js', '.css', '.html', '.wasm', '.svg', '.txt', '.json', '.webmanifest']);

const [dist = 'dist', ...options] = process.argv.slice(2);

/** Every file under a folder, by its path in the site. @param {string} folder @returns {string[]} */
const filesOf = folder => readdirSync(folder).toSorted().flatMap(name => {
  const path = join(folder, name);
  return statSync(path).isDirectory() ? filesOf(path) : [relative(dist, path).split(sep).join('/')];
});
const read = (/** @type {string} */ path) => readFileSync(join(dist, path));
const integrity = (/** @type {string} */ path) => `sha384-${createHash('sha384').update(read(path)).digest('base64')}`;
const gzip = (/** @type {string} */ path) => gzipSync(read(path), { level: 9 }).length;

/** @typedef {Record<string, { file: string, imports?: string[], css?: string[], isEntry?: boolean }>} Manifest */
/** @type {Map<Page, Manifest>} */
const manifests = new Map(PAGES.map(page => [page, JSON.parse(read(page.manifest).toString())]));
rmSync(join(dist, '.vite'), { recursive: true });

for (const file of filesOf(dist)) if (/\.(br|gz)$/.test(file)) rmSync(join(dist, file));

// The pages' own scripts and styles, so that a damaged copy does not run.
for (const { page, folder } of PAGES) {
  const own = new RegExp(`<(?:script|link)\\b[^>]*?\\b(?:src|href)="\\./(${folder}/[^"]+)"[^>]*?(?=>)`, 'g');
  writeFileSync(join(dist, page), read(page).toString().replace(own, (tag, path) => (tag.includes(' integrity=') ? tag : `${tag} integrity="${integrity(path)}"`)));
}

const headers = read('_headers').toString().split('\n').flatMap(line => {
  const [, name, value] = /^\s+([\w-]+): (.+)$/.exec(line) ?? [];
  return name && value ? [[name, value]] : [];
});
const template = readFileSync(new URL('../sw.js', import.meta.url), 'utf8');
const empty = "{ build: '', page: 'index.html', files: [], headers: [] }";
if (!template.includes(empty)) throw new Error('sw.js has no place for its list of files');

/** Whether a file of the site is a page's: its own, or what belongs to none. @param {Page} page @param {string} file */
const isOf = (page, file) => !FOR_HOSTS.has(file) && PAGES.every(other => other === page || (file !== other.page && file !== other.install && !file.startsWith(`${other.folder}/`)));
const all = filesOf(dist).filter(file => !FOR_HOSTS.has(file));

for (const page of PAGES) {
  const files = all.filter(file => isOf(page, file)).map(file => [file, integrity(file)]);
  const build = createHash('sha256').update(JSON.stringify([files, headers])).digest('hex').slice(0, 12);
  writeFileSync(join(dist, page.worker), template.replace(empty, () => JSON.stringify({ build, page: page.page, files, headers })));
}

// ---- budgets

/** A part with everything it imports at once. @param {Manifest} manifest @param {string[]} names @returns {Set<string>} files */
function closure(manifest, names) {
  /** @type {Set<string>} */
  const found = new Set();
  const visit = (/** @type {string} */ name) => {
    const part = manifest[name];
    if (!part || found.has(part.file)) return;
    found.add(part.file);
    for (const next of part.imports ?? []) visit(next);
  };
  for (const name of names) visit(name);
  return found;
}
const sum = (/** @type {Iterable<string>} */ files) => [...files].reduce((whole, file) => whole + gzip(file), 0) / 1000;
const without = (/** @type {Set<string>} */ these, /** @type {Set<string>} */ known) => [...these].filter(file => !known.has(file));

let isOver = false;
for (const page of PAGES) {
  const manifest = manifests.get(page) ?? {};
  const own = all.filter(file => isOf(page, file));
  const first = closure(manifest, Object.keys(manifest).filter(name => manifest[name]?.isEntry));
  const below = new Set([...closure(manifest, page.parts['below'] ?? []), ...first]);
  /** @type {Record<string, number>} */
  const sizes = {
    'first JS': sum(first),
    'worker JS': sum(own.filter(file => /pricer\.worker.*\.js$/.test(file))),
    'HTML and CSS': sum(own.filter(file => /\.(html|css)$/.test(file))),
    ...Object.fromEntries(Object.entries(page.parts).map(([name, parts]) => [name, sum(without(closure(manifest, parts), below))])),
    'offline copy without wasm': sum(own.filter(file => !file.endsWith('.wasm'))),
    'first wasm': sum(own.filter(file => /\/engine-[\w-]{8}\.wasm$/.test(file))),
    'wasm, first and rest': sum(own.filter(file => file.endsWith('.wasm'))),
  };
  console.log(`\n${`${page.page}, kB, gzip`.padEnd(40)} ${'is'.padStart(8)} ${'at most'.padStart(8)}`);
  for (const [name, most] of Object.entries(page.budget)) console.log(`${name.padEnd(40)} ${(sizes[name] ?? 0).toFixed(1).padStart(8)} ${most.toFixed(0).padStart(8)}`);
  const over = Object.entries(page.budget).filter(([name, most]) => !((sizes[name] ?? Infinity) <= most));
  if (over.length) console.error(`\nToo large: ${over.map(([name, most]) => `${name} of ${page.page} has ${sizes[name]?.toFixed(1)} kB of ${most}`).join('; ')}.`);
  isOver ||= over.length > 0;
}
if (isOver) process.exit(1);

// ---- packed copies

if (!options.includes('--quick')) {
  for (const file of [...all, ...PAGES.map(({ worker }) => worker)]) {
    const content = read(file);
    if (!PACKED.has(extname(file)) || content.length < 1000) continue;
    writeFileSync(join(dist, `${file}.gz`), gzipSync(content, { level: 9 }));
    writeFileSync(join(dist, `${file}.br`), brotliCompressSync(content));
  }
}
