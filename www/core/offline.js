// The service worker's end on the page: whether the site works without a network, and whether a newer build waits.

import { signal } from '@preact/signals-core';
import { scriptURL } from './tt.js';

/** @type {import('@preact/signals-core').Signal<'none' | 'installing' | 'ready' | 'failed'>} */
export const copy = signal('none');
/** Which build this page is. */
export const build = signal('');
/** A newer build is here; it is taken only when the user says so. */
export const update = signal(false);
/** Whether the browser believes to have a network. */
export const online = signal(globalThis.navigator?.onLine ?? true);

/** Milliseconds between looks for a newer build in a page that stays open. */
const LOOK = 60 * 60_000;

/** @type {ServiceWorkerRegistration | null} */
let registration = null;
let taking = false;

/** @param {string} url the service worker's; empty where there is none @param {string} scope which addresses of the site are its own */
export async function keepOffline(url, scope) {
  addEventListener('online', () => { online.value = true; look(); });
  addEventListener('offline', () => { online.value = false; });
  const workers = navigator.serviceWorker;
  if (!url || !workers) return;
  // The first worker of all takes this page over as well; that is no update.
  let controlled = Boolean(workers.controller);
  workers.addEventListener('controllerchange', () => {
    if (taking) location.reload();
    else if (controlled) update.value = true;
    controlled = true;
  });
  try {
    copy.value = 'installing';
    registration = await workers.register(scriptURL(url), { scope, updateViaCache: 'none' });
    if (registration.waiting && workers.controller) update.value = true;
    if (registration.active) copy.value = 'ready';
    follow(registration.installing);
    registration.addEventListener('updatefound', () => { follow(registration?.installing ?? null); });
    setInterval(look, LOOK);
    document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'visible') look(); });
  } catch {
    copy.value = 'failed';
  }
}

/** @param {ServiceWorker | null} worker */
function follow(worker) {
  worker?.addEventListener('statechange', () => {
    if (worker.state === 'activated') copy.value = 'ready';
    if (worker.state === 'installed' && registration?.active && registration.active !== worker) update.value = true;
    // Where there is an older copy, that one still works.
    if (worker.state === 'redundant' && !registration?.active) copy.value = 'failed';
  });
}

/** Asks the host for a newer build; without a network there is none. */
function look() {
  if (navigator.onLine) registration?.update().catch(() => {});
}

/** Takes the newer build: the page is loaded anew, at the user's word only. */
export function takeUpdate() {
  taking = true;
  const waiting = registration?.waiting;
  if (waiting) waiting.postMessage('take over');
  else location.reload();
}
