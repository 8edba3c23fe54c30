import { html } from 'lit';
import { Panel } from '../ui/panel.js';

const KEY = 'toured';

/** Shown once, beside the page and not before it: the first quote is there already, and everything stays in use. */
class FirstTour extends Panel {
  /** Escape ends it wherever the keyboard is, so that it never hides what is in use. */
  #key = (/** @type {KeyboardEvent} */ event) => { if (event.key === 'Escape') this.end(); };

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    this.setAttribute('role', 'complementary');
    this.setAttribute('aria-labelledby', 'tour-title');
    addEventListener('keydown', this.#key);
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    removeEventListener('keydown', this.#key);
  }

  /** @override */
  render() {
    return html`<section class="panel tour" data-testid="tour"><header><h2 id="tour-title">New here?</h2></header>
      <ol>
        <li><b>Ask</b> in one line, or paste what the client wrote. <kbd>Enter</kbd> prices it.</li>
        <li><b>Why</b> this bid and offer: every cent stands under the quote, with its reason.</li>
        <li><b>Your market and desk</b> are files that you drop on the page. They stay on this machine and come back after a reload.</li>
        <li><b>Client bought</b>, <b>Client sold</b> put the trade into the book; the next quote knows it.</li>
        <li>Further down: book, history, volatility, and many requests at once.</li>
      </ol>
      <div class="buttons"><button type="button" class="small primary" data-testid="tour-end" @click=${this.end}>Got it</button>
        <button type="button" class="small" data-testid="tour-keys" @click=${() => { this.end(); import('./help.js').then(help => help.open(), () => {}); }}>Show the keys</button></div></section>`;
  }

  end() {
    this.remove();
  }
}

customElements.define('first-tour', FirstTour);

/** Shows a newcomer around, once. */
export function show() {
  try {
    localStorage.setItem(KEY, 'yes');
  } catch {
    // A browser that keeps nothing would show it each time.
    return;
  }
  document.querySelector('main')?.after(new FirstTour());
}
