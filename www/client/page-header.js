import { header } from '../ui/header.js';
import { Panel } from '../ui/panel.js';

/** The clients' head. */
class PageHeader extends Panel {
  /** @override */
  render() {
    return header('Spread Explorer', 'what an option spread is worth and what it risks');
  }
}
customElements.define('page-header', PageHeader);
