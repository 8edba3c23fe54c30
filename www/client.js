import './client/page-header.js';
import './client/request-line.js';
import './client/indicative-price.js';
import './panels/payoff.js';
import './panels/greeks.js';
import './panels/legs-form.js';
import './panels/market.js';
import { BUILD, SCOPE, SERVICE_WORKER, spawnPricer } from './client/assets.js';
import { clientWay, indicationAloud } from './client/indicate.js';
import { copyLink } from './client/copy.js';
import { clientKeys } from './client/keys.js';
import { openSettings } from './client/open.js';
import { flipLegs, resize } from './core/form-actions.js';
import { open, openLink } from './core/opening.js';
import { priceBy, reprice } from './core/pricing.js';
import { redo, undo } from './core/step-actions.js';
import { listen } from './core/keys.js';
import { build, keepOffline } from './core/offline.js';
import { reader } from './core/reader.js';
import { restoreSettings, singleKeys } from './core/settings.js';
import { restoreTheme } from './core/theme.js';
import { announce } from './ui/live.js';
import { openHelp } from './ui/open.js';
import { takeAll } from './panels/market.js';

restoreTheme();
restoreSettings();
reader.value = 'client';
build.value = BUILD;
priceBy(clientWay);
announce(/** @type {HTMLElement} */ (document.getElementById('live')), indicationAloud);

// A file dropped beside the drop zone must not make the browser leave the page.
addEventListener('dragover', event => event.preventDefault());
addEventListener('drop', event => {
  if (event.defaultPrevented) return;
  event.preventDefault();
  takeAll(event.dataTransfer?.files);
});

function toLine() {
  const field = /** @type {HTMLInputElement | null} */ (document.querySelector('#rfq-line'));
  field?.focus();
  field?.select();
}

listen(clientKeys({
  toLine, reprice, flip: flipLegs, larger: () => resize(1), smaller: () => resize(-1), undo, redo, copyLink, help: openHelp, settings: openSettings,
}), () => singleKeys.value);

addEventListener('hashchange', () => { openLink(location.hash); });

/** @param {string} tag @param {string} name @param {() => Promise<unknown>} load */
const below = (tag, name, load) => load().catch(() => {
  const panel = document.querySelector(tag);
  if (panel) panel.textContent = `The ${name} panel could not be loaded; reload the page.`;
});

// The first price does not wait for what stands below it.
open(spawnPricer, location.hash).finally(() => {
  below('payoff-controls', 'payoff', () => import('./panels/payoff/controls.js'));
  below('scenario-grid', 'scenarios', () => import('./panels/scenarios.js'));
  below('volatility-panel', 'volatility', () => import('./client/volatility.js'));
  below('status-bar', 'status', () => import('./panels/status-bar.js').then(() => keepOffline(SERVICE_WORKER, SCOPE)));
});
