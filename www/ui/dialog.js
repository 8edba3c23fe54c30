import { Panel } from './panel.js';

/** A native dialog over the page: the browser keeps the keyboard in it, closes it with Escape and gives the focus back. */
export class DialogPanel extends Panel {
  /** @returns {HTMLDialogElement | null} */
  get dialog() {
    return this.querySelector('dialog');
  }

  async open() {
    if (!this.isConnected) document.body.append(this);
    await this.updateComplete;
    if (!this.dialog?.open) this.dialog?.showModal();
  }

  close() {
    this.dialog?.close();
  }

  /** A click beside the box, on what lies around it, closes it. @param {MouseEvent} event */
  beside(event) {
    if (event.target === this.dialog) this.close();
  }
}
