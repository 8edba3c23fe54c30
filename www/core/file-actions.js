// Chain files that the user gives, into the market.

import { batch } from '@preact/signals-core';
import { FileProblem, textOfFile } from './chain-file.js';
import { priceAnew } from './line-actions.js';
import { failure, session } from './session.js';
import * as store from './store.js';

/** Reads a chain file into the market; on any problem the market stays as it was. @param {File} file */
export async function loadChainFile(file) {
  store.marketNotice.value = { tone: 'info', text: `Reading ${file.name}…`, issues: [] };
  try {
    const text = await textOfFile(file);
    const loaded = session.engine.call('loadChain', [text, { name: file.name }], 120_000);
    // Right behind it, so that these are its parameters: a fit may have begun from the one before it, and is repeated by them alone.
    const fits = session.engine.call('fitted', [], 120_000);
    fits.catch(() => {});
    /** @type {import('./types.js').MarketReport} */
    const report = await loaded;
    if (report.issues.some(issue => issue.severity === 'reject')) {
      store.marketNotice.value = { tone: 'bad', text: `${file.name} was not loaded; the market is unchanged.`, issues: report.issues };
      return;
    }
    const changed = changedUnderlyings(store.market.value, report);
    const again = { name: file.name, fitted: await fits };
    session.engine.remember(`chain ${changed.join() || file.name}`, 'loadChain', [text, again]);
    batch(() => {
      store.market.value = report;
      store.volatilityOf.value = '';
      store.marketNotice.value = { tone: 'good', text: `${file.name} loaded${changed.length ? `: ${changed.join(', ')}` : ''}.`, issues: report.issues };
    });
    await priceAnew();
  } catch (error) {
    const words = error instanceof FileProblem ? error.message : failure(error).message;
    store.marketNotice.value = { tone: 'bad', text: `${words} The market is unchanged.`, issues: [] };
  }
}

/** @param {import('./types.js').MarketReport | null} before @param {import('./types.js').MarketReport} after */
function changedUnderlyings(before, after) {
  const old = new Set(before?.underlyings.map(edition));
  return after.underlyings.filter(u => !old.has(edition(u))).map(u => `${u.id} ${u.settlement}`);
}

/** @param {import('./types.js').UnderlyingReport} u */
const edition = u => `${u.id} ${u.settlement} ${u.source} ${u.asOf}`;
