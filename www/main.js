import workerURL from './workers/pricer.worker.js?worker&url';

// Under Trusted Types a worker's address must come from a policy; some browsers have none.
const types = /** @type {any} */ (globalThis).trustedTypes;
const policy = types?.createPolicy('app-url', {
  createScriptURL: (/** @type {string} */ address) => {
    const url = new URL(address, location.href);
    if (url.origin !== location.origin) throw new TypeError(`blocked ${url}`);
    return url.href;
  },
});

const worker = new Worker(policy ? policy.createScriptURL(workerURL) : workerURL, {
  type: 'module',
  name: 'pricer',
});
worker.addEventListener('message', ({ data }) => {
  const output = document.querySelector('#version');
  if (output) output.textContent = data;
});
