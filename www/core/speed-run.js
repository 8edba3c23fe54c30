// Starts the measuring worker and keeps what it says.
import { signal } from '@preact/signals-core';

/** @typedef {import('./speed.js').Figure} Figure */

/** `idle` before the first run; the figures of an ended run stay until the next. @type {import('@preact/signals-core').Signal<{ state: 'idle' | 'running' | 'done' | 'failed', figures: Figure[], why?: string }>} */
export const speed = signal({ state: 'idle', figures: [] });

/**
 * Measures this machine once; a run under way is left alone.
 * @param {() => Worker} spawn
 */
export function measureMachine(spawn) {
  if (speed.value.state === 'running') return;
  speed.value = { state: 'running', figures: [] };
  const worker = spawn();
  const end = (/** @type {'done' | 'failed'} */ state, /** @type {string} */ why = '') => {
    worker.terminate();
    speed.value = { ...speed.value, state, why };
  };
  worker.addEventListener('message', ({ data }) => {
    if (data.figure) speed.value = { ...speed.value, figures: [...speed.value.figures, data.figure] };
    else if (data.done) end('done');
    else end('failed', data.failed);
  });
  worker.addEventListener('error', event => end('failed', event.message || 'the worker could not start'));
}
