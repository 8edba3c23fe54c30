// The one place that knows uPlot: lines over a numeric axis, shaded by sign, with marked positions on the x axis and bars
// from one value to another.

import uPlot from 'uplot';

/**
 * @typedef {{ label: string, colour: string, width: number, dash?: number[], shade?: boolean, end?: string }} Line `colour`: a CSS custom property or colour;
 *   `end`: words at the line's right end
 * @typedef {{ x: number, text: string, colour: string, dash: number[], inside?: boolean }} Flag `inside`: named beside its line, not above the plot
 * @typedef {{ low: number, high: number, text: string }} Shade a stretch of the x axis, lightly shaded over those before it, named at its foot
 * @typedef {{ x: number, low: number | null, high: number | null, crossed: boolean }} Mark a bar from `low` to `high`; `crossed`: dotted, with a cross
 *   where its middle is, at the one end it has, or at the foot of the chart
 * @typedef {{ lines: Line[], height: number, formatX: (x: number) => string, formatY: (y: number) => string,
 *   onCursor?: (index: number | null) => void, onMark?: (index: number | null) => void, onLayout?: () => void }} Options `onMark`: the pointer's nearest mark;
 *   `onLayout`: places on the axes have moved
 */

/** How near the pointer must be to a mark, in pixels. */
const REACH = 22;

export class XYChart {
  /** @type {HTMLElement} */ #host;
  /** @type {Options} */ #options;
  /** @type {uPlot | null} */ #plot = null;
  /** @type {Flag[]} */ #flags = [];
  /** @type {Map<string, string>} */ #colours = new Map();
  /** @type {HTMLElement} */ #probe;
  /** @type {ResizeObserver} */ #resize;
  #length = 0;
  /** @type {Mark[]} */ #marks = [];
  /** @type {Shade[]} */ #shades = [];
  /** @type {[number, number] | null} */ #rangeY = null;
  /** @type {number | null} */ #selected = null;

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

  /**
   * @param {ArrayLike<number>} xs ascending
   * @param {ArrayLike<number | null>[]} ys one per line; null is a gap
   * @param {Flag[]} flags
   * @param {{ marks?: Mark[], shades?: Shade[], rangeY?: [number, number] | null }} [more] `rangeY`: the y axis; without it the lines are held, and zero
   */
  setData(xs, ys, flags, { marks = [], shades = [], rangeY = null } = {}) {
    this.#flags = flags;
    this.#marks = marks;
    this.#shades = shades;
    this.#rangeY = rangeY;
    this.#selected = null;
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

  /** The layer over the plot, for elements that stand on the chart; null before there is a chart. */
  get over() {
    return this.#plot?.over ?? null;
  }

  /** Width of the plot between its axes, in pixels. */
  get width() {
    return this.#plot ? this.#plot.bbox.width / devicePixelRatio : 0;
  }

  /** Where a value of the x axis is, in pixels of the layer over the plot; not a number before there are data. @param {number} x */
  pixelOf(x) {
    return this.#plot && this.#length ? this.#plot.valToPos(x, 'x') : Number.NaN;
  }

  /** The value of the x axis at a pixel of the layer over the plot. @param {number} left */
  valueAt(left) {
    return this.#plot && this.#length ? this.#plot.posToVal(left, 'x') : Number.NaN;
  }

  /** The value of the x axis under the cursor. */
  get cursorValue() {
    const index = this.#plot?.cursor.idx;
    return index === null || index === undefined ? null : this.#plot?.data[0][index] ?? null;
  }

  /** Rings a mark, or none. @param {number | null} index */
  select(index) {
    if (index === this.#selected) return;
    this.#selected = index;
    this.#plot?.redraw(false, false);
  }

  destroy() {
    this.#resize.disconnect();
    this.#plot?.destroy();
    this.#plot = null;
  }

  /** A custom property or a CSS colour as a colour that a canvas understands. @param {string} name */
  #colour(name) {
    let colour = this.#colours.get(name);
    if (!colour) {
      colour = resolveColour(this.#probe, name);
      this.#colours.set(name, colour);
    }
    return colour;
  }

  /** @param {any} data */
  #build(data) {
    const { lines, height, formatX, formatY, onCursor, onMark, onLayout } = this.#options;
    const font = `11px ${getComputedStyle(this.#host).fontFamily}`;
    /** @param {(value: number) => string} format */
    const axis = format => ({
      stroke: () => this.#colour('--muted'), font, ticks: { show: false },
      grid: { stroke: () => this.#colour('--line-soft'), width: 1 },
      values: (/** @type {uPlot} */ _, /** @type {number[]} */ splits) => splits.map(format),
    });
    return new uPlot({
      width: this.#host.clientWidth || 300, height,
      padding: [27, lines.some(line => line.end) ? 62 : 18, 0, 0],
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false }, points: { size: 6 } },
      scales: { x: { time: false }, y: { range: (_, low, high) => this.#rangeY ?? padded(low, high) } },
      axes: [{ ...axis(formatX), size: 26, gap: 4, space: 70 }, { ...axis(formatY), size: (_, values) => 14 + 7 * Math.max(3, ...(values ?? []).map(v => v.length)), gap: 4, space: 34 }],
      series: [{}, ...lines.map(line => ({
        label: line.label, width: line.width, stroke: () => this.#colour(line.colour), points: { show: false }, pxAlign: 0,
        ...(line.dash ? { dash: line.dash } : {}),
        ...(line.shade ? { fill: (/** @type {uPlot} */ plot) => this.#shade(plot), fillTo: 0 } : {}),
      }))],
      hooks: {
        drawClear: [plot => { this.#drawShades(plot); this.#drawZero(plot); }],
        draw: [plot => { this.#drawMarks(plot); this.#drawEnds(plot); this.#drawFlags(plot); onLayout?.(); }],
        setCursor: [plot => { onCursor?.(plot.cursor.idx ?? null); if (onMark) this.#hover(plot, onMark); }],
      },
    }, data, this.#host);
  }

  /** Says which mark is under the pointer; the keyboard's choice stays where it has left. @param {uPlot} plot @param {(index: number | null) => void} onMark */
  #hover(plot, onMark) {
    const { left = -1, top = -1 } = plot.cursor;
    if (left < 0) return;
    let nearest = null, distance = REACH;
    for (const [index, mark] of this.#marks.entries()) {
      const [high, low] = this.#extent(plot, mark, false);
      const across = plot.valToPos(mark.x, 'x') - left;
      const along = top < high ? high - top : top > low ? top - low : 0;
      const away = Math.hypot(across, along);
      if (away < distance) { nearest = index; distance = away; }
    }
    onMark(nearest);
  }

  /** Upper and lower end of a mark in pixels, kept inside the plot. @param {uPlot} plot @param {Mark} mark @param {boolean} onCanvas @returns {[number, number]} */
  #extent(plot, { low, high }, onCanvas) {
    const top = onCanvas ? plot.bbox.top : 0;
    const bottom = top + (onCanvas ? plot.bbox.height : plot.over.clientHeight);
    const y = (/** @type {number | null} */ value) => (value === null ? bottom : Math.min(bottom, Math.max(top, plot.valToPos(value, 'y', onCanvas))));
    return [y(high ?? low), y(low ?? high)];
  }

  /** @param {uPlot} plot */
  #drawMarks(plot) {
    const { ctx, bbox } = plot;
    const pixel = devicePixelRatio;
    ctx.save();
    ctx.lineCap = 'butt';
    for (const [index, mark] of this.#marks.entries()) {
      const x = plot.valToPos(mark.x, 'x', true);
      if (!(x >= bbox.left && x <= bbox.left + bbox.width)) continue;
      const [high, low] = this.#extent(plot, mark, true);
      const middle = (high + low) / 2;
      ctx.strokeStyle = this.#colour(mark.crossed ? '--loss' : '--accent');
      ctx.lineWidth = (mark.crossed ? 1 : 2) * pixel;
      ctx.setLineDash(mark.crossed ? [pixel, 2 * pixel] : []);
      ctx.beginPath();
      ctx.moveTo(x, high);
      ctx.lineTo(x, low);
      ctx.stroke();
      ctx.setLineDash([]);
      ctx.beginPath();
      const arm = 3 * pixel;
      if (mark.crossed) {
        ctx.lineWidth = 1.25 * pixel;
        ctx.moveTo(x - arm, middle - arm); ctx.lineTo(x + arm, middle + arm);
        ctx.moveTo(x - arm, middle + arm); ctx.lineTo(x + arm, middle - arm);
      } else {
        ctx.lineWidth = 1.5 * pixel;
        for (const y of [high, low]) { ctx.moveTo(x - arm, y); ctx.lineTo(x + arm, y); }
      }
      ctx.stroke();
      if (index !== this.#selected) continue;
      ctx.strokeStyle = this.#colour('--ink');
      ctx.lineWidth = 2 * pixel;
      ctx.beginPath();
      ctx.roundRect(x - 7 * pixel, high - 7 * pixel, 14 * pixel, low - high + 14 * pixel, 7 * pixel);
      ctx.stroke();
    }
    ctx.restore();
  }

  /** Names lines at their right ends; a name that would touch its neighbour is left to the legend. @param {uPlot} plot */
  #drawEnds(plot) {
    const { ctx, bbox } = plot;
    const pixel = devicePixelRatio;
    const ends = this.#options.lines.flatMap((line, i) => {
      const data = /** @type {ArrayLike<number | null>} */ (plot.data[i + 1]);
      const last = data?.[data.length - 1];
      return line.end && typeof last === 'number' ? [{ text: line.end, colour: line.colour, y: plot.valToPos(last, 'y', true) }] : [];
    }).toSorted((a, b) => a.y - b.y);
    ctx.save();
    ctx.font = `${11 * pixel}px ${getComputedStyle(this.#host).fontFamily}`;
    ctx.textAlign = 'left';
    ctx.textBaseline = 'middle';
    let free = -Infinity;
    for (const { text, colour, y } of ends) {
      if (y < free || y < bbox.top || y > bbox.top + bbox.height) continue;
      ctx.fillStyle = this.#colour(colour);
      ctx.fillText(text, bbox.left + bbox.width + 5 * pixel, y);
      free = y + 12 * pixel;
    }
    ctx.restore();
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
    const { ctx, bbox } = plot;
    if (!(y >= bbox.top && y <= bbox.top + bbox.height)) return;
    ctx.save();
    ctx.strokeStyle = this.#colour('--border');
    ctx.lineWidth = devicePixelRatio;
    ctx.setLineDash([]);
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
    ctx.restore();
  }

  /** @param {uPlot} plot */
  #drawShades(plot) {
    if (!this.#shades.length) return;
    const { ctx, bbox } = plot;
    const pixel = devicePixelRatio;
    const left = bbox.left, right = bbox.left + bbox.width, foot = bbox.top + bbox.height;
    ctx.save();
    ctx.font = `${10 * pixel}px ${getComputedStyle(this.#host).fontFamily}`;
    ctx.textBaseline = 'bottom';
    ctx.textAlign = 'left';
    const spans = this.#shades.map(({ low, high, text }) => ({ from: Math.max(left, plot.valToPos(low, 'x', true)), to: Math.min(right, plot.valToPos(high, 'x', true)), text }));
    ctx.fillStyle = this.#colour('--band');
    ctx.strokeStyle = this.#colour('--step');
    ctx.lineWidth = pixel;
    ctx.setLineDash([pixel, 3 * pixel]);
    for (const { from, to } of spans) {
      // A stretch that goes beyond both ends would only darken all of the plot.
      if (!(to > from) || from <= left && to >= right) continue;
      ctx.fillRect(from, bbox.top, to - from, bbox.height);
      for (const x of [from, to]) {
        if (x <= left || x >= right) continue;
        ctx.beginPath();
        ctx.moveTo(x, bbox.top);
        ctx.lineTo(x, foot);
        ctx.stroke();
      }
    }
    ctx.fillStyle = this.#colour('--muted');
    /** Where a name stands out of the way of the lines, and of what is held on them. @param {number} x @param {number} width */
    const baseOf = (x, width) => {
      const [first, last] = [x, x + width + 12 * pixel].map(at => plot.valToIdx(plot.posToVal(at, 'x', true)));
      const isLineAtFoot = plot.data.slice(1).some(line => Array.prototype.slice.call(line ?? [], first, (last ?? 0) + 1).some(y => typeof y === 'number' && plot.valToPos(y, 'y', true) > foot - 26 * pixel));
      return isLineAtFoot ? bbox.top + 13 * pixel : foot - 2 * pixel;
    };
    // A name stands at the lower end of its stretch, where there is room for it before the next.
    let free = Infinity;
    for (const { from, to, text } of spans.toReversed()) {
      const { width } = ctx.measureText(text);
      if (to > from && from + width + 6 * pixel < Math.min(to, free)) ctx.fillText(text, from + 3 * pixel, baseOf(from, width));
      free = from;
    }
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
    for (const { x, text, colour, dash, inside } of this.#flags.toSorted((a, b) => a.x - b.x)) {
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
      if (inside) {
        const width = ctx.measureText(text).width + 3 * pixel;
        const isNearEnd = px + width > bbox.left + bbox.width;
        ctx.textAlign = isNearEnd ? 'right' : 'left';
        ctx.fillText(text, px + (isNearEnd ? -3 : 3) * pixel, bbox.top + 13 * pixel);
        ctx.textAlign = 'center';
        continue;
      }
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

/** A custom property or a CSS colour as a canvas understands it, by way of an element. @param {HTMLElement} probe @param {string} name */
export function resolveColour(probe, name) {
  probe.style.setProperty('color', name.startsWith('--') ? `var(${name})` : name);
  return getComputedStyle(probe).color || 'gray';
}

/** A range with air above and below that always holds zero. @param {number} low @param {number} high @returns {[number, number]} */
function padded(low, high) {
  const bottom = Math.min(0, low), top = Math.max(0, high);
  const air = (top - bottom || 1) * 0.08;
  return [bottom - air, top + air];
}
