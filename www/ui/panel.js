import { effect } from '@preact/signals-core';
import { LitElement } from 'lit';

/** A light-DOM element that draws itself again when a signal it read has changed. */
export class Panel extends LitElement {
  /** @type {(() => void) | undefined} */
  #stop;

  /** @override */
  createRenderRoot() { return this; }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    this.requestUpdate();
  }

  /** @override */
  performUpdate() {
    if (!this.isUpdatePending) return;
    this.#stop?.();
    let first = true;
    this.#stop = effect(() => {
      if (first) {
        first = false;
        super.performUpdate();
      } else queueMicrotask(() => this.requestUpdate());
    });
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    this.#stop?.();
  }
}
