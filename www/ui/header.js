// The head of every page: its name, whose market this is, the state of engine and network, steps back and forth, the theme.

import { html, nothing } from 'lit';
import { canRedo, canUndo, redo, undo } from '../core/step-actions.js';
import { dateTime, duration } from '../core/format.js';
import { online, takeUpdate, update } from '../core/offline.js';
import { engine, lineChanged, market, now, request, theme } from '../core/store.js';
import { nextTheme } from '../core/theme.js';

const ENGINE = { starting: 'Engine starting', ready: 'Engine ready', restarting: 'Engine restarting', failed: 'Engine stopped: reload the page' };
const THEME = { auto: 'Theme: system', light: 'Theme: light', dark: 'Theme: dark' };

/** @param {string} name @param {string} tagline @param {unknown} [tools] buttons of the page's own */
export const header = (name, tagline, tools = nothing) => html`
  <div class="brand"><h1>${name}</h1><span class="muted wide-only">${tagline}</span></div>
  <div class="badges">
    ${(market.value?.underlyings ?? []).map(u => html`
      <span class="badge market ${u.source}" data-testid="market-badge" title="${u.settlement}, as of ${dateTime(u.asOf)}">
        <b>${u.id}</b> ${u.source === 'sample' ? 'SAMPLE' : html`${u.name ?? 'file'}, ${duration(now.value - new Date(u.asOf).getTime())} old`}
      </span>`)}
    ${online.value ? nothing : html`<span class="badge warn" data-testid="offline-badge">OFFLINE</span>`}
  </div>
  ${update.value ? html`<button type="button" class="small primary" data-testid="take-update" title="The page goes on as it is until you take it" @click=${takeUpdate}>New version: reload</button>` : nothing}
  <span class="engine ${engine.value.status}" data-testid="engine-status" title=${engine.value.detail}>${ENGINE[engine.value.status]}</span>
  <span class="tools">
    <button type="button" class="small" data-testid="undo" aria-disabled=${canUndo.value || (lineChanged.value && request.value) ? 'false' : 'true'} title="Undo the last change of the request (Ctrl+Z)" @click=${undo}>Undo</button>
    <button type="button" class="small" data-testid="redo" aria-disabled=${canRedo.value ? 'false' : 'true'} title="Redo it (Ctrl+Shift+Z)" @click=${redo}>Redo</button>
    ${tools}
  </span>
  <button type="button" class="small" data-testid="theme-toggle" @click=${nextTheme}>${THEME[theme.value]}</button>`;
