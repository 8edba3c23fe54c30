import { html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import { GROUPS, editDesk, refused, shownValue } from '../core/desk-edit.js';
import { desk } from '../core/desk-store.js';
import { Panel } from '../ui/panel.js';

/** The numbers of the desk that people change, each in force as soon as its field is left. */
class DeskEditor extends Panel {
  /** @override */
  render() {
    const shown = desk.value;
    if (!shown) return nothing;
    return html`<details class="editor" data-testid="desk-editor"><summary>Change the desk’s numbers</summary>
      ${GROUPS.map(({ name, fields }) => html`<fieldset><legend>${name}</legend>${fields.map(field => this.field(shown.config, field))}</fieldset>`)}
      <p class="note">Version ${shown.config.version}. A change comes back with this page in this browser; <i>Export desk file</i> takes it elsewhere.</p></details>`;
  }

  /** @param {import('../core/desk-edit.js').DeskConfig} config @param {import('../core/desk-edit.js').Field} field */
  field(config, field) {
    const problem = refused.value[field.path];
    const id = `desk-${field.path.replaceAll('.', '-')}`;
    return html`<div class="row"><label for=${id}>${field.label}</label>
      <input id=${id} data-testid=${id} inputmode="decimal" autocomplete="off" aria-invalid=${problem ? 'true' : 'false'} aria-describedby=${problem ? `${id}-problem` : nothing}
        .value=${live(problem?.text ?? shownValue(config, field))} @change=${(/** @type {Event} */ event) => editDesk(field, /** @type {HTMLInputElement} */ (event.currentTarget).value)}>
      <span class="unit-of">${field.unit}</span>
      ${problem ? html`<p class="field-issue" id="${id}-problem">${problem.problem}</p>` : nothing}</div>`;
  }
}

customElements.define('desk-editor', DeskEditor);
