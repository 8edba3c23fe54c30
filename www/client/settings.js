import { scale } from '../core/store.js';
import { SettingsDialog, row } from '../ui/settings-dialog.js';

/** The clients' choices. */
class ClientSettings extends SettingsDialog {
  /** @override */
  own() {
    return row('Payoff for', 'scale', scale, [['spread', 'one spread'], ['total', 'the whole size']]);
  }
}

customElements.define('settings-dialog', ClientSettings);

/** @type {ClientSettings | undefined} */
let dialog;
export const open = () => (dialog ??= new ClientSettings()).open();
