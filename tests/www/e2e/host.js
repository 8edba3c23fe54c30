// A host of the built site that a test can take away and give another build: what no server that others use may do.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';

const DIST = new URL('../../../dist/', import.meta.url).pathname;
/** @type {Record<string, string>} */
const TYPES = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8', '.wasm': 'application/wasm', '.svg': 'image/svg+xml', '.png': 'image/png',
  '.webmanifest': 'application/manifest+json', '.txt': 'text/plain; charset=utf-8',
};

/** @typedef {{ address: string, asked: string[], end: () => Promise<void>, newBuild: () => void, damage: (path: RegExp | null) => void }} Host `asked`: the paths of all requests */

/**
 * Serves the site under a path of its own, without any header but the type: what a careless host does.
 * @returns {Promise<Host>}
 */
export async function host() {
  const prefix = '/desk/of/mine/';
  /** @type {Map<string, Buffer>} */
  const changed = new Map();
  /** @type {string[]} */
  const asked = [];
  /** @type {RegExp | null} */
  let damaged = null;
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '', 'http://x').pathname);
    const name = path.startsWith(prefix) ? normalize(path.slice(prefix.length) || 'index.html') : '..';
    asked.push(name);
    try {
      if (name.startsWith('..')) throw new Error('outside');
      const content = changed.get(name) ?? readFileSync(join(DIST, name));
      response.writeHead(200, { 'Content-Type': TYPES[extname(name)] ?? 'application/octet-stream' });
      response.end(damaged?.test(name) ? Buffer.concat([content, Buffer.from(' ')]) : content);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise(resolve => { server.listen(0, '127.0.0.1', () => resolve(undefined)); });
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    address: `http://127.0.0.1:${port}${prefix}`,
    asked,
    end: () => new Promise(resolve => { server.close(() => resolve()); server.closeAllConnections(); }),
    damage: path => { damaged = path; },
    newBuild() {
      // A page with another title, listed with its hash as the build lists it.
      const page = readFileSync(join(DIST, 'index.html'), 'utf8').replace('<title>Spread Pricer</title>', '<title>Spread Pricer, newer</title>');
      const hash = `sha384-${createHash('sha384').update(page).digest('base64')}`;
      const worker = readFileSync(join(DIST, 'sw.js'), 'utf8');
      changed.set('index.html', Buffer.from(page));
      changed.set('sw.js', Buffer.from(worker.replace(/\["index.html","[^"]+"\]/, `["index.html","${hash}"]`).replace(/"build":"\w+"/, '"build":"newer"')));
    },
  };
}
