import { html } from 'lit';
import { chargeUnit } from '../core/desk-store.js';
import { holder, scale } from '../core/store.js';
import { SettingsDialog, row } from '../ui/settings-dialog.js';

/** The desk's choices: what its charges are in, and whose payoff is drawn. */
class DeskSettings extends SettingsDialog {
  /** @override */
  own() {
    return html`${row('Charges in', 'charge-unit', chargeUnit, [['premium', 'premium'], ['ticks', 'ticks'], ['volPoints', 'volatility points'], ['basisPoints', 'basis points of notional']])}
      ${row('Payoff and charges for', 'scale', scale, [['spread', 'one spread'], ['total', 'the whole size']])}
      ${row('Payoff seen by', 'holder', holder, [['client', 'the client'], ['dealer', 'the dealer']])}`;
  }
}

customElements.define('settings-dialog', DeskSettings);

/** @type {DeskSettings | undefined} */
let dialog;
export const open = () => (dialog ??= new DeskSettings()).open();
