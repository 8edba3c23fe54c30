// The site without a network: the files of one build, each checked against its hash when it is fetched, given back with the
// headers that a host should send. A newer build waits until the user takes it.

/** Filled by the build; `page`: what the addresses without a file's name stand for. @type {{ build: string, page: string, files: [path: string, integrity: string][], headers: [name: string, value: string][] }} */
const SITE = { build: '', page: 'index.html', files: [], headers: [] };

/** @type {any} */
const scope = globalThis;
const OURS = `spread-pricer ${scope.registration.scope} `;
const CACHE = `${OURS}${SITE.build}`;
/** Older builds that stay, because a tab that has not been loaded anew may still ask for their parts. */
const KEPT = 1;

/** The folder of the site. */
const BASE = new URL('./', scope.registration.scope);

/** The address that a file is kept under. @param {string} path */
const addressOf = path => new URL(path === 'index.html' ? './' : path, BASE).href;

/** The path of a file that an address asks for; null for what is not of the site. @param {string} address */
function pathOf(address) {
  const { origin, pathname } = new URL(address);
  if (origin !== BASE.origin || !pathname.startsWith(BASE.pathname)) return null;
  const path = decodeURIComponent(pathname.slice(BASE.pathname.length));
  // Some hosts leave the ending of a page's name out.
  return path === '' ? 'index.html' : `${path}.html` === SITE.page ? SITE.page : path;
}

/** Bundled files carry their content's hash in their name, so that one from an older build is this one's. @param {string} path @returns {Promise<Response | undefined>} */
const before = path => (/^(assets|client)\//.test(path) ? caches.match(addressOf(path)) : Promise.resolve(undefined));

/** @param {[string, string]} file */
async function fetched([path, integrity]) {
  const answer = await fetch(addressOf(path), { integrity, cache: 'no-cache' });
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  const headers = new Headers(answer.headers);
  // The body is unpacked by now.
  for (const name of ['content-encoding', 'content-length']) headers.delete(name);
  for (const [name, value] of SITE.headers) headers.set(name, value);
  return new Response(await answer.blob(), { status: 200, headers });
}

async function install() {
  const cache = await caches.open(CACHE);
  await Promise.all(SITE.files.map(async file => cache.put(addressOf(file[0]), await before(file[0]) ?? await fetched(file))));
}

async function activate() {
  const names = (await caches.keys()).filter(name => name.startsWith(OURS) && name !== CACHE);
  await Promise.all(names.slice(0, Math.max(0, names.length - KEPT)).map(name => caches.delete(name)));
  await scope.clients.claim();
}

/** @param {Request} request @param {string} path */
async function answer(request, path) {
  const own = await (await caches.open(CACHE)).match(addressOf(path));
  return own ?? await caches.match(addressOf(path)) ?? fetch(request);
}

scope.addEventListener('install', (/** @type {any} */ event) => { event.waitUntil(install()); });
scope.addEventListener('activate', (/** @type {any} */ event) => { event.waitUntil(activate()); });
scope.addEventListener('message', (/** @type {MessageEvent} */ event) => { if (event.data === 'take over') scope.skipWaiting(); });
scope.addEventListener('fetch', (/** @type {any} */ event) => {
  const path = event.request.method === 'GET' ? pathOf(event.request.url) : null;
  if (path !== null) event.respondWith(answer(event.request, path));
});
