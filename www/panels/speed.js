import { html, nothing } from 'lit';
import { spawnSpeed } from '../core/assets.js';
import { number } from '../core/format.js';
import { measureMachine, speed } from '../core/speed-run.js';
import { Panel } from '../ui/panel.js';

/** How fast the engine is in this browser, measured on request. */
class SpeedPanel extends Panel {
  /** @override */
  render() {
    const { state, figures, why } = speed.value;
    const first = performance.getEntriesByName('first-quote')[0];
    return html`<section class="panel speed" aria-labelledby="speed-title" data-testid="speed" data-state=${state}>
      <header><h2 id="speed-title">Speed</h2><span class="muted">${first ? `first quote ${number(first.startTime, 0)} ms after opening` : ''}</span></header>
      <div class="buttons"><button type="button" class="small" data-testid="measure" aria-disabled=${state === 'running'} @click=${() => measureMachine(spawnSpeed)}>Measure this machine</button></div>
      <p class="muted" role="status">${state === 'running' ? `Measuring, ${figures.length} of 7…` : state === 'failed' ? `The measurement stopped: ${why}.` : state === 'done' ? 'Half of the samples were faster than the median; the fastest says how quiet the machine was.' : 'Takes about three seconds; quotes go on meanwhile.'}</p>
      ${figures.length ? this.table(figures) : nothing}
    </section>`;
  }

  /** @param {import('../core/speed.js').Figure[]} figures */
  table(figures) {
    return html`<table class="figures" data-testid="speed-figures">
      <thead><tr><th scope="col">What</th><th scope="col" class="num">Median<small>each</small></th><th scope="col" class="num">Fastest<small>each</small></th></tr></thead>
      <tbody>${figures.map(({ key, what, median, fastest }) => html`<tr data-key=${key} data-median=${median} data-fastest=${fastest}>
        <th scope="row">${what}</th><td class="num">${time(median)}</td><td class="num">${time(fastest)}</td></tr>`)}</tbody></table>`;
  }
}

/** A time in the unit that fits it. @param {number} ns */
const time = ns => (ns < 1000 ? `${number(ns, 0)} ns` : ns < 1e6 ? `${number(ns / 1000, 1)} µs` : `${number(ns / 1e6, 1)} ms`);

customElements.define('speed-panel', SpeedPanel);
