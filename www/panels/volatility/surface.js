import { computed, signal } from '@preact/signals-core';
import { html, nothing } from 'lit';
import { number } from '../../core/format.js';
import { atForward, extremes, heat, mesh, nodeWords, table } from '../../core/surface-view.js';
import { volatility } from '../../core/volatility.js';
import { select } from '../../ui/choice.js';
import { Panel } from '../../ui/panel.js';
import { onRecolour } from '../../ui/recolour.js';

/** Radians per key or button. */
const TURN = 0.12;
/** Shades of the table. */
const SHADES = 12;

/** @type {import('@preact/signals-core').Signal<import('../../core/surface-view.js').Across>} */
const across = signal('delta');
/** @type {import('@preact/signals-core').Signal<{ row: number, column: number } | null>} */
const node = signal(null);

const net = computed(() => volatility.value && mesh(volatility.value, across.value));
const cells = computed(() => volatility.value && table(volatility.value, across.value));
/** What stands before the deltas; by strike the forward is a column already. */
const atm = computed(() => (volatility.value && across.value === 'delta' ? atForward(volatility.value) : null));

/** The node under the pointer or the keyboard. */
class SurfaceReadout extends Panel {
  /** @override */
  render() {
    const now = net.value;
    const at = node.value;
    if (!now || !at) return html`<span class="muted">Point at the surface, or focus it: arrow keys turn it, Shift with arrow keys goes from node to node</span>`;
    return html`<span data-testid="surface-readout">${nodeWords(now, at.row, at.column)}</span>`;
  }
}
customElements.define('surface-readout', SurfaceReadout);

/** A button for those who cannot drag. @param {string} name @param {string} sign @param {() => void} act */
const turn = (name, sign, act) => html`<button type="button" class="small icon" aria-label=${name} title=${name} @click=${act}>${sign}</button>`;

/** The surface in three dimensions, and beside it the same in numbers. */
class SurfaceView extends Panel {
  /** @type {import('../../charts/surface3d.js').Surface3D | null} */ #drawing = null;
  /** @type {(() => void) | undefined} */ #stop;
  #missing = false;

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    this.#stop = onRecolour(() => this.#drawing?.recolour());
    this.begin();
  }

  /** Fetches the renderer, which only this view needs. */
  async begin() {
    try {
      const { Surface3D } = await import('../../charts/surface3d.js');
      await this.updateComplete;
      const host = /** @type {HTMLElement | null} */ (this.querySelector('#surface-plot'));
      if (!host || !this.isConnected || this.#drawing) return;
      this.#drawing = new Surface3D(host, at => { node.value = at; this.#drawing?.select(at); });
    } catch {
      this.#missing = true;
    }
    this.requestUpdate();
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    this.#stop?.();
    this.#drawing?.destroy();
    this.#drawing = null;
    node.value = null;
  }

  /** @override */
  render() {
    const now = cells.value;
    if (!now) return nothing;
    const range = extremes(now);
    const forward = atm.value;
    const cell = (/** @type {import('../../core/surface-view.js').Cell} */ { vol, beyond }) => html`
              <td class="num shade-${heat(vol, range, SHADES)} ${beyond ? 'beyond' : ''}">${number(100 * vol, 1)}</td>`;
    return html`<div class="controls">
        ${select('Across', 'surface-axis', across.value, [['delta', 'Forward delta'], ['moneyness', 'Strike / forward']], name => { node.value = null; across.value = /** @type {any} */ (name); })}
        <span class="turns" role="group" aria-label="Turn the surface">
          ${turn('Turn left', '←', () => this.#drawing?.turn(-TURN, 0))}${turn('Turn right', '→', () => this.#drawing?.turn(TURN, 0))}
          ${turn('Tilt up', '↑', () => this.#drawing?.turn(0, -TURN))}${turn('Tilt down', '↓', () => this.#drawing?.turn(0, TURN))}
          <button type="button" class="small" @click=${() => this.#drawing?.reset()}>Reset</button></span>
      </div>
      <div class="beside even">
        <figure aria-labelledby="surface-summary">
          <div class="plot surface" id="surface-plot" data-testid="surface-plot" tabindex="0" role="application" aria-label="Volatility surface; arrow keys turn it, Shift with arrow keys goes from node to node"
            @keydown=${(/** @type {KeyboardEvent} */ event) => this.onKey(event)}></div>
          <p class="quote-readout" role="status"><surface-readout></surface-readout></p>
          <figcaption id="surface-summary">${this.#missing ? 'The drawing could not be loaded; the table has its numbers.' : now.rows.length < 2 ? 'A surface takes two expiries; the table has the one there is.' : `Quoted between ${number(100 * range[0], 1)} and ${number(100 * range[1], 1)}\u202f%; pale beyond the fitted quotes and cut off above them. The strong lines are listed expiries; time runs by its square root.`}</figcaption>
        </figure>
        <div>
          <p class="muted" id="surface-caption">Model volatility in %, ${across.value === 'delta' ? 'by forward delta N(d₁) of the option out of the money, its premium not taken off' : 'by strike over forward'}; <i>slanted</i> beyond the fitted quotes.
            ${forward ? 'ATM is at the forward, 50Δ at the strike whose straddle has no delta, a little above it.' : nothing}</p>
          <div class="scroll tall" tabindex="0" role="region" aria-label="Volatilities of the surface"><table class="figures heat" data-testid="surface-table" aria-describedby="surface-caption">
            <thead><tr><th scope="col">Expiry</th>${forward ? html`<th scope="col" class="num">ATM<small>forward</small></th>` : nothing}${now.columns.map(column => html`<th scope="col" class="num">${column}${column === '50Δ' ? html`<small>straddle</small>` : nothing}</th>`)}</tr></thead>
            <tbody>${now.rows.map(({ slice }, row) => html`<tr><th scope="row">${slice?.code}</th>${forward?.cells[row]?.map(cell)}${now.cells[row]?.map(cell)}</tr>`)}</tbody></table></div>
        </div>
      </div>`;
  }

  /** @override */
  updated() {
    if (net.value) this.#drawing?.setNet(net.value, across.value === 'delta' ? 'delta' : 'strike / forward');
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    const direction = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    const now = net.value;
    if (!direction || !now) return;
    event.preventDefault();
    const [right, down] = /** @type {[number, number]} */ (direction);
    if (!event.shiftKey) return this.#drawing?.turn(right * TURN, down * TURN);
    const rows = now.rows.flatMap(({ slice }, row) => (slice ? [row] : []));
    const from = node.value ?? { row: rows[0] ?? 0, column: now.columns.length >> 1 };
    // Up is away from the eye, which is later.
    const row = rows[Math.min(rows.length - 1, Math.max(0, rows.indexOf(from.row) - (node.value ? down : 0)))] ?? from.row;
    const column = Math.min(now.columns.length - 1, Math.max(0, from.column + (node.value ? right : 0)));
    node.value = { row, column };
    this.#drawing?.select(node.value);
  }
}

customElements.define('surface-view', SurfaceView);
