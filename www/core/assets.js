// The only file of the page that uses the bundler's own syntax, so that every other module imports under Node.

// oxlint-disable-next-line import/default -- the bundler makes this export
import workerURL from '../workers/pricer.worker.js?worker&url';
import { scriptURL } from './tt.js';

/** Starts a worker that owns one engine. */
export const spawnPricer = () => new Worker(scriptURL(workerURL), { type: 'module', name: 'pricer' });
