// The page's one engine, and how its failures read.

import { Engine } from './engine.js';
import { engine as status } from './store.js';

export const session = {
  /** @type {Engine} */
  engine: new Engine(() => { throw new Error('The pricing engine was not started.'); }, () => {}),

  /** Starts a worker with an engine of its own. @type {() => import('./engine.js').WorkerLike} */
  spawn: () => { throw new Error('The pricing engine was not started.'); },

  /** @param {() => import('./engine.js').WorkerLike} spawn */
  start(spawn) {
    this.spawn = spawn;
    this.engine = new Engine(spawn, (state, detail) => { status.value = { status: state, detail }; });
    this.engine.start();
  },
};

/** An error as an issue to show. @param {unknown} error @returns {import('./types.js').Issue} */
export const failure = error => ({ code: 'E-ENGINE', path: '', severity: 'reject', message: error instanceof Error ? error.message : String(error) });
