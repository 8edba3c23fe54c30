// The only file of the clients' page that uses the bundler's own syntax; what it names goes into the clients' part of the site.

import workerURL from './pricer.worker.js?worker&url';
import engineURL from '../wasm/client/engine.wasm?url';
import { scriptURL } from '../core/tt.js';

/** Starts a worker that owns one engine. */
export const spawnPricer = () => new Worker(scriptURL(workerURL), { type: 'module', name: 'pricer' });

/** Which engine this is: the bundler names its file by its content. */
export const BUILD = /-([\w-]{8})\.wasm$/.exec(engineURL)?.[1] ?? 'development';

/** The service worker of a built site, and the addresses that are its own. */
export const SERVICE_WORKER = import.meta.env.PROD ? './client-sw.js' : '';
export const SCOPE = './client';
