// The one place that knows uPlot: lines over a numeric axis, shaded by sign, with marked positions on the x axis.

import uPlot from 'uplot';

/**
 * @typedef {{ label: string, colour: string, width: number, dash?: number[], shade?: boolean }} Line `colour`: a CSS custom property
 * @typedef {{ x: number, text: string, colour: string, dash: number[] }} Flag
 * @typedef {{ lines: Line[], height: number, formatX: (x: number) => string, formatY: (y: number) => string, onCursor: (index: number | null) => void }} Options
 */

export class XYChart {
  /** @type {HTMLElement} */ #host;
  /** @type {Options} */ #options;
  /** @type {uPlot | null} */ #plot = null;
  /** @type {Flag[]} */ #flags = [];
  /** @type {Map<string, string>} */ #colours = new Map();
  /** @type {HTMLElement} */ #probe;
  /** @type {ResizeObserver} */ #resize;
  #length = 0;

  /** @param {HTMLElement} host an empty element of fixed height @param {Options} options */
  constructor(host, options) {
    this.#host = host;
    this.#options = options;
    this.#probe = document.createElement('span');
    this.#probe.hidden = true;
    host.append(this.#probe);
    this.#resize = new ResizeObserver(() => {
      const width = host.clientWidth;
      if (this.#plot && width > 0 && Math.abs(width - this.#plot.width) > 0.5) this.#plot.setSize({ width, height: options.height });
    });
    this.#resize.observe(host);
  }

  /** @param {ArrayLike<number>} xs ascending @param {ArrayLike<number>[]} ys one per line @param {Flag[]} flags */
  setData(xs, ys, flags) {
    this.#flags = flags;
    this.#length = xs.length;
    const data = /** @type {any} */ ([xs, ...ys]);
    if (this.#plot) this.#plot.setData(data);
    else this.#plot = this.#build(data);
  }

  /** Draws nothing, for want of data. */
  clear() {
    this.setData([], this.#options.lines.map(() => []), []);
  }

  /** Reads the colours again, after a change of theme. */
  recolour() {
    this.#colours.clear();
    this.#plot?.redraw(false, true);
  }

  /** Moves the cursor by points, for the keyboard. @param {number} step */
  step(step) {
    const plot = this.#plot;
    if (!plot) return;
    const from = plot.cursor.idx ?? Math.floor(this.#length / 2);
    const index = Math.min(this.#length - 1, Math.max(0, from + step));
    const left = plot.valToPos(/** @type {number} */ (plot.data[0][index]), 'x');
    plot.setCursor({ left, top: plot.over.clientHeight / 2 });
  }

  destroy() {
    this.#resize.disconnect();
    this.#plot?.destroy();
    this.#plot = null;
  }

  /** A custom property as a colour that a canvas understands. @param {string} property */
  #colour(property) {
    let colour = this.#colours.get(property);
    if (!colour) {
      this.#probe.style.setProperty('color', `var(${property})`);
      colour = getComputedStyle(this.#probe).color || 'gray';
      this.#colours.set(property, colour);
    }
    return colour;
  }

  /** @param {any} data */
  #build(data) {
    const { lines, height, formatX, formatY, onCursor } = this.#options;
    const font = `11px ${getComputedStyle(this.#host).fontFamily}`;
    /** @param {(value: number) => string} format */
    const axis = format => ({
      stroke: () => this.#colour('--muted'), font, ticks: { show: false },
      grid: { stroke: () => this.#colour('--line-soft'), width: 1 },
      values: (/** @type {uPlot} */ _, /** @type {number[]} */ splits) => splits.map(format),
    });
    return new uPlot({
      width: this.#host.clientWidth || 300, height,
      padding: [27, 8, 0, 0],
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false }, points: { size: 6 } },
      scales: { x: { time: false }, y: { range: (_, low, high) => padded(low, high) } },
      axes: [{ ...axis(formatX), size: 26, gap: 4, space: 70 }, { ...axis(formatY), size: (_, values) => 14 + 7 * Math.max(3, ...(values ?? []).map(v => v.length)), gap: 4, space: 34 }],
      series: [{}, ...lines.map(line => ({
        label: line.label, width: line.width, stroke: () => this.#colour(line.colour), points: { show: false }, pxAlign: 0,
        ...(line.dash ? { dash: line.dash } : {}),
        ...(line.shade ? { fill: (/** @type {uPlot} */ plot) => this.#shade(plot), fillTo: 0 } : {}),
      }))],
      hooks: {
        drawClear: [plot => this.#drawZero(plot)],
        draw: [plot => this.#drawFlags(plot)],
        setCursor: [plot => onCursor(plot.cursor.idx ?? null)],
      },
    }, data, this.#host);
  }

  /** Profit above zero, loss below it. @param {uPlot} plot */
  #shade(plot) {
    const zero = plot.valToPos(0, 'y', true);
    const { top, height } = plot.bbox;
    // The first call comes before the scales exist.
    if (!Number.isFinite(zero) || !(height > 0)) return 'transparent';
    const gradient = plot.ctx.createLinearGradient(0, top, 0, top + height);
    const split = Math.min(1, Math.max(0, (zero - top) / height));
    gradient.addColorStop(0, this.#colour('--profit-fill'));
    gradient.addColorStop(split, this.#colour('--profit-fill'));
    gradient.addColorStop(split, this.#colour('--loss-fill'));
    gradient.addColorStop(1, this.#colour('--loss-fill'));
    return gradient;
  }

  /** @param {uPlot} plot */
  #drawZero(plot) {
    const y = plot.valToPos(0, 'y', true);
    if (!Number.isFinite(y)) return;
    const { ctx, bbox } = plot;
    ctx.save();
    ctx.strokeStyle = this.#colour('--border');
    ctx.lineWidth = devicePixelRatio;
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
    ctx.restore();
  }

  /** @param {uPlot} plot */
  #drawFlags(plot) {
    const { ctx, bbox } = plot;
    const pixel = devicePixelRatio;
    ctx.save();
    ctx.font = `${11 * pixel}px ${getComputedStyle(this.#host).fontFamily}`;
    ctx.textAlign = 'center';
    ctx.textBaseline = 'bottom';
    // Labels share one row above the plot; one that would touch its neighbour moves to a second row or is left out.
    const rows = [-Infinity, -Infinity];
    for (const { x, text, colour, dash } of this.#flags.toSorted((a, b) => a.x - b.x)) {
      const px = plot.valToPos(x, 'x', true);
      if (!(px >= bbox.left && px <= bbox.left + bbox.width)) continue;
      ctx.strokeStyle = this.#colour(colour);
      ctx.fillStyle = this.#colour(colour);
      ctx.lineWidth = pixel;
      ctx.setLineDash(dash.map(length => length * pixel));
      ctx.beginPath();
      ctx.moveTo(px, bbox.top);
      ctx.lineTo(px, bbox.top + bbox.height);
      ctx.stroke();
      const half = ctx.measureText(text).width / 2 + 3 * pixel;
      const centre = Math.min(Math.max(px, half), plot.ctx.canvas.width - half);
      const row = rows.findIndex(end => centre - half >= end);
      if (row < 0) continue;
      rows[row] = centre + half;
      ctx.fillText(text, centre, bbox.top - (1 + row * 12) * pixel);
    }
    ctx.restore();
  }
}

/** A range with air above and below that always holds zero. @param {number} low @param {number} high @returns {[number, number]} */
function padded(low, high) {
  const bottom = Math.min(0, low), top = Math.max(0, high);
  const air = (top - bottom || 1) * 0.08;
  return [bottom - air, top + air];
}
