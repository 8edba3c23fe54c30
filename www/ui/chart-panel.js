import { Panel } from './panel.js';
import { onRecolour } from './recolour.js';

/** A panel around one chart: drawn anew when the colours change, let go with its element. */
export class ChartPanel extends Panel {
  /** @type {import('../charts/xy.js').XYChart | null} */ chart = null;
  /** @type {(() => void) | undefined} */ #stop;

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    this.#stop = onRecolour(() => this.chart?.recolour());
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    this.#stop?.();
    this.replace(null);
  }

  /** Another chart in the place of this one. @param {import('../charts/xy.js').XYChart | null} chart */
  replace(chart) {
    this.chart?.destroy();
    this.chart = chart;
  }
}
