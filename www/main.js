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
import { open, openLink } from './core/actions.js';
import { BUILD, SERVICE_WORKER, spawnPricer } from './core/assets.js';
import { keepOffline } from './core/offline.js';
import { restoreTheme } from './core/theme.js';
import { announceQuotes } from './ui/live.js';
import { takeAll } from './panels/market.js';

restoreTheme();
announceQuotes(/** @type {HTMLElement} */ (document.getElementById('live')));

// A file dropped beside the drop zone must not make the browser leave the page.
addEventListener('dragover', event => event.preventDefault());
addEventListener('drop', event => {
  if (event.defaultPrevented) return;
  event.preventDefault();
  takeAll(event.dataTransfer?.files);
});

addEventListener('keydown', event => {
  // With Alt, so that speech input and a resting hand do not trigger it (WCAG 2.1.4); some layouts write another character then.
  if (!event.altKey || event.ctrlKey || event.metaKey || (event.key !== '/' && event.code !== 'Slash')) return;
  const line = /** @type {HTMLInputElement | null} */ (document.getElementById('rfq-line'));
  if (!line) return;
  event.preventDefault();
  line.focus();
  line.select();
});

addEventListener('hashchange', () => { openLink(location.hash); });

/** @param {string} tag @param {string} name @param {(() => Promise<unknown>)[]} load */
const below = (tag, name, ...load) => Promise.all(load.map(one => one())).catch(() => {
  const panel = document.querySelector(tag);
  if (panel) panel.textContent = `The ${name} panel could not be loaded; reload the page.`;
});

// The first quote does not wait for what stands below it.
open(spawnPricer, location.hash).finally(() => {
  below('book-panel', 'book', () => import('./panels/book.js'));
  below('volatility-panel', 'volatility', () => import('./panels/volatility.js'));
  below('batch-panel', 'batch', () => import('./panels/batch.js'));
  below('status-bar', 'status', () => import('./panels/status-bar.js'), () => keepOffline(SERVICE_WORKER));
  below('history-panel', 'history', () => import('./panels/history.js'), async () => (await import('./core/history.js')).start({ build: BUILD }));
});
