// What the bundled site still needs: hashes on the page's own scripts, the list of files that work offline, packed copies for
// hosts that send them, and a look at whether it has become too large.
//
//     node www/build/finish.mjs FOLDER [--quick]      --quick leaves the packed copies out

import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';

/** Most kilobytes of 1,000 bytes, gzip. */
const BUDGET = { 'first JS': 80, 'worker JS': 15, 'HTML and CSS': 12, 'history, loaded later': 10, 'settings, help and tour, loaded later': 10, 'offline copy without wasm': 600 };
/** What the page loads below the fold in any case. */
const BELOW = ['panels/book.js', 'panels/volatility.js', 'panels/batch.js'];
const HISTORY = ['panels/history.js', 'core/history.js'];
const HELP = ['panels/settings.js', 'panels/help.js', 'panels/tour.js'];
/** Not part of the site that a browser asks for. */
const FOR_HOSTS = new Set(['_headers', 'sw.js']);
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
/** @type {Manifest} */
const manifest = JSON.parse(read('.vite/manifest.json').toString());
rmSync(join(dist, '.vite'), { recursive: true });

for (const file of filesOf(dist)) if (/\.(br|gz)$/.test(file)) rmSync(join(dist, file));

// The page's own scripts and styles, so that a damaged copy does not run.
const page = read('index.html').toString().replace(/<(?:script|link)\b[^>]*?\b(?:src|href)="\.\/(assets\/[^"]+)"[^>]*?(?=>)/g, (tag, path) => (tag.includes(' integrity=') ? tag : `${tag} integrity="${integrity(path)}"`));
writeFileSync(join(dist, 'index.html'), page);

const headers = read('_headers').toString().split('\n').flatMap(line => {
  const [, name, value] = /^\s+([\w-]+): (.+)$/.exec(line) ?? [];
  return name && value ? [[name, value]] : [];
});
const files = filesOf(dist).filter(file => !FOR_HOSTS.has(file)).map(file => [file, integrity(file)]);
const build = createHash('sha256').update(JSON.stringify([files, headers])).digest('hex').slice(0, 12);
const template = readFileSync(new URL('../sw.js', import.meta.url), 'utf8');
const empty = "{ build: '', files: [], headers: [] }";
if (!template.includes(empty)) throw new Error('sw.js has no place for its list of files');
writeFileSync(join(dist, 'sw.js'), template.replace(empty, () => JSON.stringify({ build, files, headers })));

// ---- budgets

/** A part with everything it imports at once. @param {string[]} names @returns {Set<string>} files */
function closure(names) {
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
const sum = (/** @type {Iterable<string>} */ files) => [...files].reduce((all, file) => all + gzip(file), 0) / 1000;
const first = closure(Object.keys(manifest).filter(name => manifest[name]?.isEntry));
const below = new Set([...closure(BELOW), ...first]);
const without = (/** @type {Set<string>} */ all, /** @type {Set<string>} */ known) => [...all].filter(file => !known.has(file));
const all = files.map(([file]) => file ?? '');
/** @type {Record<string, number>} */
const sizes = {
  'first JS': sum(first),
  'worker JS': sum(all.filter(file => /pricer\.worker.*\.js$/.test(file))),
  'HTML and CSS': sum(all.filter(file => /\.(html|css)$/.test(file))),
  'history, loaded later': sum(without(closure(HISTORY), below)),
  'settings, help and tour, loaded later': sum(without(closure(HELP), below)),
  'offline copy without wasm': sum(all.filter(file => !file.endsWith('.wasm'))),
};
console.log(`\n${'kB, gzip'.padEnd(40)} ${'is'.padStart(8)} ${'at most'.padStart(8)}`);
for (const [name, most] of Object.entries(BUDGET)) console.log(`${name.padEnd(40)} ${(sizes[name] ?? 0).toFixed(1).padStart(8)} ${most.toFixed(0).padStart(8)}`);
console.log(`${'wasm'.padEnd(40)} ${sum(all.filter(file => file.endsWith('.wasm'))).toFixed(1).padStart(8)}`);
const over = Object.entries(BUDGET).filter(([name, most]) => !((sizes[name] ?? Infinity) <= most));
if (over.length) {
  console.error(`\nToo large: ${over.map(([name, most]) => `${name} has ${sizes[name]?.toFixed(1)} kB of ${most}`).join('; ')}.`);
  process.exit(1);
}

// ---- packed copies

if (!options.includes('--quick')) {
  for (const file of [...all, 'sw.js']) {
    const content = read(file);
    if (!PACKED.has(extname(file)) || content.length < 1000) continue;
    writeFileSync(join(dist, `${file}.gz`), gzipSync(content, { level: 9 }));
    writeFileSync(join(dist, `${file}.br`), brotliCompressSync(content));
  }
}
