// The only file of the desk's page that uses the bundler's own syntax, so that every other module imports under Node.

import workerURL from '../workers/pricer.worker.js?worker&url';
import engineURL from '../wasm/desk/engine.wasm?url';
import speedURL from '../workers/speed.worker.js?worker&url';
import { scriptURL } from './tt.js';

/** Starts a worker that owns one engine. */
export const spawnPricer = () => new Worker(scriptURL(workerURL), { type: 'module', name: 'pricer' });

/** Starts a worker that measures and ends. */
export const spawnSpeed = () => new Worker(scriptURL(speedURL), { type: 'module', name: 'speed' });

/** Which engine this is: the bundler names its file by its content. */
export const BUILD = /-([\w-]{8})\.wasm$/.exec(engineURL)?.[1] ?? 'development';

/** The service worker of a built site; while the page is being worked on, an offline copy would only be in the way. */
export const SERVICE_WORKER = import.meta.env.PROD ? './sw.js' : '';
