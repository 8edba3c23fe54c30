import './panels/app-header.js';
import './panels/rfq-bar.js';
import './panels/quote-ticket.js';
import './panels/breakdown.js';
import './panels/payoff.js';
import './panels/greeks.js';
import './panels/leg-results.js';
import './panels/limit-checks.js';
import './panels/hedge.js';
import './panels/legs-form.js';
import './panels/market.js';
import './panels/desk.js';
import './panels/desk-editor.js';
import './panels/speed.js';
import { effect } from '@preact/signals-core';
import { flipLegs, resize } from './core/form-actions.js';
import { open, openLink } from './core/opening.js';
import { priceBy, reprice } from './core/pricing.js';
import { redo, undo } from './core/step-actions.js';
import { BUILD, SERVICE_WORKER, spawnPricer } from './core/assets.js';
import { deskWay, quoteAloud } from './core/desk-quote.js';
import { keyTable } from './core/desk-keys.js';
import { DESKS } from './core/desk-settings.js';
import { wanted } from './core/in-force.js';
import { listen } from './core/keys.js';
import { build, keepOffline } from './core/offline.js';
import { restoreSettings, singleKeys } from './core/settings.js';
import { restoreTheme } from './core/theme.js';
import { announce } from './ui/live.js';
import { askTemplate, openSettings, openTemplates } from './ui/desk-open.js';
import { openHelp } from './ui/open.js';
import { takeAll } from './panels/market.js';

restoreTheme();
restoreSettings(DESKS);
announce(/** @type {HTMLElement} */ (document.getElementById('live')), quoteAloud);
build.value = BUILD;
priceBy(deskWay);

// A file dropped beside the drop zone must not make the browser leave the page.
addEventListener('dragover', event => event.preventDefault());
addEventListener('drop', event => {
  if (event.defaultPrevented) return;
  event.preventDefault();
  takeAll(event.dataTransfer?.files);
});

/** Puts the keyboard into a field. @param {string} selector */
function focusOn(selector) {
  const field = /** @type {HTMLInputElement | null} */ (document.querySelector(selector));
  field?.focus();
  field?.select?.();
}

listen(keyTable({
  toLine: () => focusOn('#rfq-line'), reprice, flip: flipLegs, larger: () => resize(1), smaller: () => resize(-1), templates: openTemplates, template: askTemplate, undo, redo, toHistory: () => focusOn('history-panel .search'), toBatch: () => focusOn('#batch-text'),
  help: openHelp, settings: openSettings,
}), () => singleKeys.value);

addEventListener('hashchange', () => { openLink(location.hash); });

/** @param {string} tag @param {string} name @param {(() => Promise<unknown>)[]} load */
const below = (tag, name, ...load) => Promise.all(load.map(one => one())).catch(() => {
  const panel = document.querySelector(tag);
  if (panel) panel.textContent = `The ${name} panel could not be loaded; reload the page.`;
});

/** Whether the page has been shown to whoever uses this browser; one that keeps nothing counts as known. */
function isKnown() {
  try {
    return localStorage.getItem('toured') !== null;
  } catch {
    return true;
  }
}

effect(() => { if (wanted.value) below('in-force', '“Kept for the next visit”', () => import('./panels/in-force.js')); });

// The first quote does not wait for what stands below it.
open(spawnPricer, location.hash).finally(() => {
  below('payoff-controls', 'payoff', () => import('./panels/payoff/controls.js'));
  below('scenario-grid', 'scenarios', () => import('./panels/scenarios.js'));
  below('vega-buckets', 'vega buckets', () => import('./panels/vega-buckets.js'));
  below('book-panel', 'book', () => import('./panels/book.js'));
  below('volatility-panel', 'volatility', () => import('./panels/volatility.js'));
  below('batch-panel', 'batch', () => import('./panels/batch.js'));
  if (!isKnown()) import('./panels/tour.js').then(tour => tour.show(), () => {});
  below('term-sheet', 'print', () => import('./panels/term-sheet.js'));
  below('status-bar', 'status', () => import('./panels/status-bar.js'), () => keepOffline(SERVICE_WORKER, './'));
  below('history-panel', 'history', () => import('./panels/history.js'), async () => (await import('./core/history.js')).start({ build: BUILD }));
});
