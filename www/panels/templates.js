import { signal } from '@preact/signals-core';
import { html, nothing, svg } from 'lit';
import { expiryCode, number } from '../core/format.js';
import { ask, built, payoff } from '../core/template-actions.js';
import { found, HEIGHT, TEMPLATES, thumbnail, WIDTH } from '../core/templates.js';
import { DialogPanel } from '../ui/dialog.js';

/**
 * @typedef {import('../core/templates.js').Template} Template
 * @typedef {{ about: string, drawing: (ReturnType<typeof thumbnail> & { strikes: number[] }) | null }} Shown
 */

const typed = signal('');
/** What is drawn of each template, by its id. @type {import('@preact/signals-core').Signal<Map<string, Shown>>} */
const shown = signal(new Map());
/** Templates that a number key chooses. */
const NUMBERED = 9;

/** Every structure with its payoff at expiry, to choose from. */
class TemplateMenu extends DialogPanel {
  /** The tile that Tab leads to. */
  at = 0;
  /** Which opening the drawings are of. */
  round = 0;

  /** @override */
  async open() {
    typed.value = '';
    this.at = 0;
    await super.open();
    /** @type {HTMLInputElement | null} */ (this.querySelector('#template-filter'))?.focus();
    await this.draw();
  }

  /** Builds and draws them on the market of the request on show, one after the other: a quote that is asked for meanwhile does not wait for them all. */
  async draw() {
    const round = ++this.round;
    shown.value = new Map();
    for (const template of TEMPLATES) {
      const one = await drawn(template);
      if (round !== this.round || !this.dialog?.open) return;
      shown.value = new Map([...shown.value, [template.id, one]]);
    }
  }

  /** @override */
  render() {
    const matching = found(typed.value);
    const at = Math.min(this.at, Math.max(0, matching.length - 1));
    return html`<dialog class="sheet wide" aria-labelledby="templates-title" data-testid="templates" @click=${this.beside} @keydown=${this.key}><div>
      <header><h2 id="templates-title">Structures</h2><button type="button" class="small" data-testid="templates-close" @click=${() => this.close()}>Close</button></header>
      <div class="field"><label for="template-filter">Find <span class="hint">on the market and expiry of the request, around the money</span></label>
        <input id="template-filter" type="text" data-testid="template-filter" autocomplete="off" spellcheck="false" .value=${typed.value} aria-describedby="templates-found"
          @input=${(/** @type {any} */ event) => { this.at = 0; typed.value = event.target.value; }}></div>
      <p id="templates-found" class="hint" role="status">${matching.length ? `${number(matching.length, 0)} of ${number(TEMPLATES.length, 0)}; arrow keys, Enter takes it` : 'No structure of that name.'}</p>
      <ul class="tiles">${matching.map((template, i) => this.tile(template, i === at))}</ul>
    </div></dialog>`;
  }

  /** @param {Template} template @param {boolean} isCurrent */
  tile(template, isCurrent) {
    const { about = '', drawing = null } = shown.value.get(template.id) ?? {};
    const place = TEMPLATES.indexOf(template) + 1;
    return html`<li><button type="button" class="tile" data-testid="template" data-id=${template.id} data-drawn=${drawing ? 'true' : 'false'} tabindex=${isCurrent ? 0 : -1} @click=${() => this.take(template)}>
      <svg class="thumb" viewBox="0 0 ${WIDTH} ${HEIGHT}" aria-hidden="true">${drawing ? svg`
        <path class="gain" d=${drawing.gain}></path><path class="loss" d=${drawing.loss}></path><path class="zero" d="M0 ${HEIGHT / 2}H${WIDTH}"></path>
        ${drawing.strikes.map(strike => svg`<path class="strike" d="M${drawing.x(strike).toFixed(1)} ${HEIGHT}v-4"></path>`)}<path class="line" d=${drawing.line}></path>` : nothing}</svg>
      <span class="name">${template.name}</span> <small>${about}</small>${place <= NUMBERED ? html` <kbd>Alt+${place}</kbd>` : nothing}</button></li>`;
  }

  /** @param {Template} template */
  take(template) {
    this.close();
    ask(template);
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const digit = event.altKey && /^Digit([1-9])$/.exec(event.code);
    const tiles = [.../** @type {NodeListOf<HTMLElement>} */ (this.querySelectorAll('.tile'))];
    const here = tiles.indexOf(/** @type {HTMLElement} */ (event.target));
    const inFilter = event.target instanceof HTMLInputElement;
    if (digit) {
      event.preventDefault();
      const template = TEMPLATES[Number(digit[1]) - 1];
      if (template) this.take(template);
    } else if (inFilter && event.key === 'Enter') {
      event.preventDefault();
      const [first] = found(typed.value);
      if (first) this.take(first);
    } else if (inFilter && event.key === 'ArrowDown') {
      event.preventDefault();
      this.go(tiles, this.at);
    } else if (here >= 0 && !event.altKey && !event.ctrlKey && !event.metaKey) {
      const across = tiles.findIndex(tile => tile.offsetTop !== tiles[0]?.offsetTop);
      const columns = across < 0 ? tiles.length : across;
      const to = { ArrowLeft: here - 1, ArrowRight: here + 1, ArrowUp: here - columns, ArrowDown: here + columns, Home: 0, End: tiles.length - 1 }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      if (to < 0 && event.key === 'ArrowUp') /** @type {HTMLElement | null} */ (this.querySelector('#template-filter'))?.focus();
      else this.go(tiles, to);
    }
  }

  /** @param {HTMLElement[]} tiles @param {number} to */
  go(tiles, to) {
    const tile = tiles[to];
    if (!tile) return;
    this.at = to;
    tile.focus();
    this.requestUpdate();
  }
}

/** @param {Template} template @returns {Promise<Shown>} */
async function drawn(template) {
  const of = await built(template);
  if (typeof of === 'string') return { about: of, drawing: null };
  const { legs = [] } = of.draft;
  const said = (/** @type {(leg: import('../core/types.js').LegDraft) => unknown} */ part) => [...new Set(legs.map(part).filter(Boolean))];
  const strikes = /** @type {number[]} */ (said(leg => leg.strike)).toSorted((a, b) => a - b);
  const about = `${said(leg => expiryCode(leg.expiry)).join('/')} ${strikes.join('/')}`;
  const { facts, spots, atExpiry } = await payoff(of);
  return { about, drawing: facts ? { ...thumbnail(spots, atExpiry, 0.004 * of.centre), strikes } : null };
}

customElements.define('template-menu', TemplateMenu);

/** @type {TemplateMenu | undefined} */
let menu;
export const open = () => (menu ??= new TemplateMenu()).open();
