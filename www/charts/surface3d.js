// A net of volatilities painted on a canvas, from the furthest quad to the nearest; needs no graphics processor.

import { number } from '../core/format.js';
import { extremes, heat } from '../core/surface-view.js';
import { nearestNode, paintOrder, project, turned } from './surface-geometry.js';
import { resolveColour } from './xy.js';

/**
 * @typedef {import('../core/surface-view.js').Net} Net
 * @typedef {import('./surface-geometry.js').Camera} Camera
 * @typedef {{ row: number, column: number }} Node
 * @typedef {{ x: number, y: number }} Spot
 */

/** Steps of the colour scale. */
const STEPS = 24;
const RAMP = ['--ramp-0', '--ramp-1', '--ramp-2', '--ramp-3', '--ramp-4'];
/** Height of the box beside its width and depth. */
const HEIGHT = 0.72;
/** How far above the quoted volatilities the drawing goes on, as a share of their range, and how strongly it is painted beyond the quotes. */
const HEADROOM = 0.15, BEYOND = 0.45;
/** How much of the range a quad beyond the quotes may rise. */
const STEEP = 0.15;
/** More expiries than this are drawn in thinner lines. */
const MANY = 16;
/** Radians per pixel of a drag. */
const DRAG = 0.008;
/** How near the pointer must be to a node, in pixels. */
const REACH = 30;
/** @type {Camera} */
const START = { azimuth: 0.62, elevation: 0.42 };

export class Surface3D {
  /** @type {HTMLElement} */ #host;
  /** @type {HTMLCanvasElement} */ #canvas = document.createElement('canvas');
  /** @type {HTMLElement} */ #probe = document.createElement('span');
  /** @type {ResizeObserver} */ #resize;
  /** @type {(node: Node | null) => void} */ #onNode;
  /** @type {Camera} */ #camera = START;
  /** @type {Net | null} */ #net = null;
  #title = '';
  /** @type {Node | null} */ #node = null;
  /** @type {import('./surface-geometry.js').Projected[][]} */ #nodes = [];
  /** @type {Record<string, string>} */ #colours = {};
  /** @type {string[]} */ #ramp = [];
  /** @type {{ scale: number, x: number, y: number }} */ #fit = { scale: 1, x: 0, y: 0 };
  #waiting = false;

  /** @param {HTMLElement} host an empty element of fixed height @param {(node: Node | null) => void} onNode a node was pointed at */
  constructor(host, onNode) {
    this.#host = host;
    this.#onNode = onNode;
    this.#probe.hidden = true;
    // The colours of volatility are kept where a user's own colours replace the page's: they are told apart by the scale and the table.
    this.#probe.style.setProperty('forced-color-adjust', 'none');
    this.#canvas.setAttribute('aria-hidden', 'true');
    host.append(this.#probe, this.#canvas);
    this.#resize = new ResizeObserver(() => this.#draw());
    this.#resize.observe(host);
    this.#canvas.addEventListener('pointerdown', event => this.#canvas.setPointerCapture(event.pointerId));
    this.#canvas.addEventListener('pointermove', event => this.#move(event));
    this.#canvas.addEventListener('pointerleave', () => this.#onNode(null));
    this.recolour();
  }

  /** @param {Net} net @param {string} title what lies across */
  setNet(net, title) {
    if (net === this.#net) return;
    this.#net = net;
    this.#title = title;
    this.#node = null;
    this.#draw();
  }

  /** Turns the surface, in radians. @param {number} right @param {number} up */
  turn(right, up) {
    this.#camera = turned(this.#camera, right, up);
    this.#draw();
  }

  /** Back to where it began. */
  reset() {
    this.#camera = START;
    this.#draw();
  }

  /** Marks a node, or none. @param {Node | null} node */
  select(node) {
    this.#node = node;
    this.#draw();
  }

  /** Reads the colours again, after a change of theme. */
  recolour() {
    for (const name of ['--ink', '--muted', '--line', '--panel']) this.#colours[name] = resolveColour(this.#probe, name);
    const stops = RAMP.length - 1;
    this.#ramp = Array.from({ length: STEPS + 1 }, (_, i) => {
      const place = (i / STEPS) * stops;
      const from = Math.min(stops - 1, Math.floor(place));
      return resolveColour(this.#probe, `color-mix(in oklab, var(${RAMP[from]}), var(${RAMP[from + 1]}) ${(100 * (place - from)).toFixed(1)}%)`);
    });
    this.#draw();
  }

  destroy() {
    this.#resize.disconnect();
    this.#canvas.remove();
    this.#probe.remove();
  }

  /** @param {PointerEvent} event */
  #move(event) {
    if (event.buttons & 1) return this.turn(event.movementX * DRAG, event.movementY * DRAG);
    const net = this.#net;
    if (!net) return;
    const { scale, x, y } = this.#fit;
    const found = nearestNode(this.#nodes, row => Boolean(net.rows[row]?.slice), (event.offsetX - x) / scale, (y - event.offsetY) / scale);
    this.#onNode(found && found.distance * scale < REACH ? found : null);
  }

  /** One drawing per frame, however often it is asked for. */
  #draw() {
    this.#host.dataset['azimuth'] = this.#camera.azimuth.toFixed(3);
    this.#host.dataset['elevation'] = this.#camera.elevation.toFixed(3);
    if (this.#waiting) return;
    this.#waiting = true;
    requestAnimationFrame(() => {
      this.#waiting = false;
      this.#paint();
    });
  }

  #paint() {
    const net = this.#net;
    const width = this.#host.clientWidth, height = this.#host.clientHeight;
    const pixel = devicePixelRatio;
    const ctx = this.#canvas.getContext('2d');
    if (!net || !ctx || !(width > 0)) return;
    this.#canvas.width = width * pixel;
    this.#canvas.height = height * pixel;
    this.#canvas.style.setProperty('width', `${width}px`);
    this.#canvas.style.setProperty('height', `${height}px`);
    ctx.scale(pixel, pixel);
    ctx.font = `11px ${getComputedStyle(this.#host).fontFamily}`;
    this.#fit = { scale: Math.min((width - 138) / 1.42, (height - 50) / 1.36), x: width / 2 + 8, y: height / 2 + 2 };

    const range = extremes(net);
    const roots = net.rows.map(({ years }) => Math.sqrt(years));
    const [near, far] = [roots[0] ?? 0, roots.at(-1) ?? 1];
    const x = (/** @type {number} */ column) => (net.columns.length > 1 ? column / (net.columns.length - 1) - 0.5 : 0);
    const y = (/** @type {number} */ row) => (far > near ? (/** @type {number} */ (roots[row]) - near) / (far - near) - 0.5 : 0);
    const z = (/** @type {number} */ vol) => HEIGHT * (range[1] > range[0] ? Math.min(1 + HEADROOM, (vol - range[0]) / (range[1] - range[0])) - 0.5 : 0);
    this.#nodes = net.cells.map((line, row) => line.map((cell, column) => project(this.#camera, x(column), y(row), z(cell.vol))));

    this.#paintBox(ctx, net, range, x, y);
    ctx.lineJoin = 'round';
    for (const quad of paintOrder(this.#nodes)) this.#paintQuad(ctx, net, quad, range);
    this.#paintNode(ctx);
  }

  /** One quad, with the smile of a listed expiry drawn stronger. @param {CanvasRenderingContext2D} ctx @param {Net} net @param {Node} quad @param {[number, number]} range */
  #paintQuad(ctx, net, { row, column }, range) {
    const spot = (/** @type {number} */ r, /** @type {number} */ c) => this.#spot(/** @type {import('./surface-geometry.js').Projected} */ (this.#nodes[r]?.[c]));
    const edges = [row, row + 1].map(r => ({ r, from: spot(r, column), to: spot(r, column + 1) }));
    const corners = [edges[0]?.from, edges[0]?.to, edges[1]?.to, edges[1]?.from];
    const cells = [row, row + 1].flatMap(r => net.cells[r]?.slice(column, column + 2) ?? []);
    const vols = cells.map(cell => cell.vol);
    if (Math.max(...vols) > range[1] + HEADROOM * (range[1] - range[0]) && range[1] > range[0]) return;
    // A wing that shoots up from where nothing is quoted says nothing and hides what does.
    if (cells.some(cell => cell.beyond) && Math.max(...vols) - Math.min(...vols) > STEEP * (range[1] - range[0])) return;
    ctx.globalAlpha = cells.some(cell => cell.beyond) ? BEYOND : 1;
    ctx.beginPath();
    for (const corner of corners) if (corner) ctx.lineTo(corner.x, corner.y);
    ctx.closePath();
    ctx.fillStyle = this.#ramp[heat(vols.reduce((sum, vol) => sum + vol, 0) / 4, range, STEPS)] ?? 'gray';
    ctx.fill();
    ctx.lineWidth = 0.5;
    ctx.strokeStyle = /** @type {string} */ (this.#colours['--panel']);
    ctx.stroke();
    ctx.lineWidth = net.rows.filter(({ slice }) => slice).length > MANY ? 0.6 : 1.25;
    ctx.strokeStyle = /** @type {string} */ (this.#colours['--ink']);
    for (const { r, from, to } of edges) {
      if (!net.rows[r]?.slice) continue;
      ctx.beginPath();
      ctx.moveTo(from.x, from.y);
      ctx.lineTo(to.x, to.y);
      ctx.stroke();
    }
    ctx.globalAlpha = 1;
  }

  /** @param {{ x: number, y: number }} projected @returns {Spot} */
  #spot({ x, y }) {
    const fit = this.#fit;
    return { x: fit.x + x * fit.scale, y: fit.y - y * fit.scale };
  }

  /** The floor, the axes' words and the scale of volatility. @param {CanvasRenderingContext2D} ctx @param {Net} net @param {[number, number]} range @param {(column: number) => number} x @param {(row: number) => number} y */
  #paintBox(ctx, net, range, x, y) {
    const floor = -HEIGHT / 2;
    const at = (/** @type {number} */ px, /** @type {number} */ py, /** @type {number} */ pz) => this.#spot(project(this.#camera, px, py, pz));
    const line = (/** @type {Spot[]} */ ...spots) => {
      ctx.beginPath();
      for (const spot of spots) ctx.lineTo(spot.x, spot.y);
      ctx.stroke();
    };
    ctx.strokeStyle = /** @type {string} */ (this.#colours['--line']);
    ctx.lineWidth = 1;
    line(at(-0.5, -0.5, floor), at(0.5, -0.5, floor), at(0.5, 0.5, floor), at(-0.5, 0.5, floor), at(-0.5, -0.5, floor));
    // The sides towards the eye carry the words; the corner furthest to the left carries the scale.
    const { azimuth } = this.#camera;
    const frontX = Math.sin(azimuth) > 0 ? -0.5 : 0.5, frontY = Math.cos(azimuth) > 0 ? -0.5 : 0.5;
    const words = (/** @type {string} */ text, /** @type {Spot} */ from, /** @type {Spot} */ to) => {
      const away = Math.hypot(to.x - from.x, to.y - from.y) || 1;
      const spot = { x: to.x + (10 * (to.x - from.x)) / away, y: to.y + (10 * (to.y - from.y)) / away };
      ctx.textAlign = to.x - from.x > 3 ? 'left' : to.x - from.x < -3 ? 'right' : 'center';
      ctx.fillText(text, spot.x, spot.y);
      line(to, { x: (to.x + spot.x) / 2, y: (to.y + spot.y) / 2 });
    };
    ctx.fillStyle = /** @type {string} */ (this.#colours['--muted']);
    ctx.textBaseline = 'middle';
    const last = net.columns.length - 1;
    /** Where words begin that are written; on a small drawing the ends go before what is between. @type {Spot[]} */
    const taken = [];
    for (const column of [0, last, Math.round(last / 2), Math.round(last / 4), Math.round((3 * last) / 4)]) {
      const text = net.columns[column] ?? '', to = at(x(column), frontY, floor), room = ctx.measureText(text).width + 6;
      if (taken.some(other => Math.abs(other.y - to.y) < 12 && Math.abs(other.x - to.x) < room)) continue;
      words(text, at(x(column), 0, floor), to);
      taken.push(to);
    }
    let written = null;
    for (const [row, { slice }] of net.rows.entries()) {
      if (!slice) continue;
      const to = at(frontX, y(row), floor);
      if (written && Math.abs(to.y - written.y) < 12 && Math.abs(to.x - written.x) < ctx.measureText(slice.code).width + 6) continue;
      written = to;
      words(slice.code, at(0, y(row), floor), to);
    }
    const corners = [[-0.5, -0.5], [0.5, -0.5], [0.5, 0.5], [-0.5, 0.5]].map(([cx, cy]) => ({ foot: at(/** @type {number} */ (cx), /** @type {number} */ (cy), floor), top: at(/** @type {number} */ (cx), /** @type {number} */ (cy), -floor) }));
    const { foot, top } = corners.reduce((left, corner) => (corner.foot.x < left.foot.x ? corner : left));
    line(foot, top);
    ctx.textAlign = 'right';
    for (const share of [0.25, 0.5, 0.75, 1]) {
      const spot = { x: foot.x, y: foot.y + share * (top.y - foot.y) };
      line(spot, { x: spot.x - 4, y: spot.y });
      ctx.fillText(`${number(100 * (range[0] + share * (range[1] - range[0])), 0)}\u202f%`, spot.x - 7, spot.y);
    }
    ctx.textAlign = 'left';
    ctx.fillText(`Volatility over ${this.#title} and time`, 4, 9);
  }

  /** @param {CanvasRenderingContext2D} ctx */
  #paintNode(ctx) {
    const node = this.#node && this.#nodes[this.#node.row]?.[this.#node.column];
    if (!node) return;
    const spot = this.#spot(node);
    ctx.beginPath();
    ctx.arc(spot.x, spot.y, 5, 0, 2 * Math.PI);
    ctx.fillStyle = /** @type {string} */ (this.#colours['--panel']);
    ctx.fill();
    ctx.strokeStyle = /** @type {string} */ (this.#colours['--ink']);
    ctx.lineWidth = 2;
    ctx.stroke();
  }
}
