import { html } from 'lit';
import { header } from '../ui/header.js';
import { openSettings } from '../ui/desk-open.js';
import { openHelp } from '../ui/open.js';
import { Panel } from '../ui/panel.js';

/** The desk's head, with the ways to its settings and keys. */
class AppHeader extends Panel {
  /** @override */
  render() {
    return header('Spread Pricer', 'two-way quotes for option spreads', html`
      <button type="button" class="small" data-testid="open-settings" @click=${openSettings}>Settings</button>
      <button type="button" class="small" data-testid="open-help" title="The keys of the page (?)" @click=${openHelp}>Keys</button>`);
  }
}
customElements.define('app-header', AppHeader);
