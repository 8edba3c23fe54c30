import { html } from 'lit';
import { header } from '../ui/header.js';
import { openHelp } from '../ui/open.js';
import { Panel } from '../ui/panel.js';
import { openSettings } from './open.js';

/** The clients' head, with the ways to its settings and keys. */
class PageHeader extends Panel {
  /** @override */
  render() {
    return header('Spread Explorer', 'what an option spread is worth and what it risks', html`
      <button type="button" class="small" data-testid="open-settings" title="Settings (S)" @click=${openSettings}>Settings</button>
      <button type="button" class="small" data-testid="open-help" title="The keys of the page (?)" @click=${openHelp}>Keys</button>`);
  }
}
customElements.define('page-header', PageHeader);
