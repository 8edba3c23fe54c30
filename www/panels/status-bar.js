import { html, nothing } from 'lit';
import { dateTime, duration } from '../core/format.js';
import { build, copy, online, takeUpdate, update } from '../core/offline.js';
import { market, now } from '../core/store.js';
import { Panel } from '../ui/panel.js';

const COPY = { none: 'no offline copy', installing: 'making the offline copy…', ready: 'works offline', failed: 'no offline copy: the browser had no room or the host changed meanwhile' };

/** What the page stands on: its build, its data's age, whether it needs a network; and the newer build, where there is one. */
class StatusBar extends Panel {
  /** @override */
  render() {
    const oldest = market.value?.underlyings.map(one => one.asOf).toSorted()[0];
    return html`
      ${update.value ? html`<p class="flag update" role="status" data-testid="update"><b>NEW VERSION</b> It waits; this page goes on as it is until you take it.
        <button type="button" class="small" @click=${takeUpdate}>Reload with the new version</button></p>` : nothing}
      ${online.value ? nothing : html`<p class="flag" role="status" data-testid="offline"><b>OFFLINE</b> Everything works on the data that are here${oldest ? html`, of ${dateTime(oldest)} or later: up to <b data-testid="offline-age">${duration(now.value - Date.parse(oldest))}</b> old` : ''}.</p>`}
      <p><span data-testid="build">Build ${build.value}</span> · <span data-testid="copy-state" data-state=${copy.value}>${COPY[copy.value]}</span></p>`;
  }
}

customElements.define('status-bar', StatusBar);
