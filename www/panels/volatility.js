import { html, nothing } from 'lit';
import { dateTime } from '../core/format.js';
import { engine, keyOf, market, volatilityOf } from '../core/store.js';
import { problem, retry, slice, underlying, view, volatility, wanted } from '../core/volatility.js';
import { choice, select } from '../ui/choice.js';
import { Panel } from '../ui/panel.js';
import './volatility/smile.js';
import './volatility/variance.js';
import './volatility/surface.js';
import './volatility/report.js';

/** How the loaded market's volatility was fitted: each smile, all of them in total variance, the surface, the report card. */
class VolatilityPanel extends Panel {
  /** @type {IntersectionObserver | null} */ #watch = null;

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    // Nothing is asked of the engine before somebody can see the answer.
    this.#watch = new IntersectionObserver(entries => {
      if (!entries.some(entry => entry.isIntersecting)) return;
      wanted.value = true;
      this.#watch?.disconnect();
    }, { rootMargin: '300px' });
    this.#watch.observe(this);
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    this.#watch?.disconnect();
  }

  /** @override */
  render() {
    const of = underlying.value;
    const all = market.value?.underlyings ?? [];
    return html`<section class="panel volatility" aria-labelledby="volatility-title" data-testid="volatility" data-market=${volatility.value?.name ?? ''} data-as-of=${volatility.value?.of.asOf ?? ''}>
      <header><h2 id="volatility-title">Volatility</h2>
        <div class="toggles">
          ${select('Market', 'volatility-market', of ? keyOf(of) : '', all.map(u => [keyOf(u), `${keyOf(u)}${u.source === 'sample' ? ' (sample)' : ''}`]), key => { volatilityOf.value = key; })}
          ${choice('volatility', 'View', view, [['smile', 'Smile'], ['variance', 'Total variance'], ['surface', 'Surface'], ['report', 'Report card']])}
        </div>
        <span class="muted">${of ? `data of ${dateTime(of.asOf)}` : ''}</span></header>
      ${problem.value ? html`<p class="field-issue" role="alert">${problem.value} <button type="button" class="small" @click=${retry}>Try again</button></p>` : nothing}
      ${slice.value ? this.body() : html`<div class="empty">${problem.value ? '' : engine.value.status === 'failed' ? 'The pricing engine is not running.' : 'Reading the surface…'}</div>`}
    </section>`;
  }

  body() {
    switch (view.value) {
      case 'variance': return html`<variance-view></variance-view>`;
      case 'surface': return html`<surface-view></surface-view>`;
      case 'report': return html`<fit-report></fit-report>`;
      default: return html`<smile-view></smile-view>`;
    }
  }
}

customElements.define('volatility-panel', VolatilityPanel);
