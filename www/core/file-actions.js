// Files that the user gives: chains into the market, configurations into the desk.

import { batch } from '@preact/signals-core';
import { reprice } from './actions.js';
import { FileProblem, textOfFile } from './chain-file.js';
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
    if (!store.lineChanged.value) await reprice();
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

/** @param {File} file */
export async function loadDeskFile(file) {
  try {
    const text = await textOfFile(file);
    let config;
    try {
      config = JSON.parse(text);
    } catch (error) {
      throw new FileProblem(`${file.name} is not JSON: ${/** @type {Error} */ (error).message}.`);
    }
    await takeConfig(config, file.name);
  } catch (error) {
    deskProblem(error);
  }
}

/** Puts a desk's configuration in force. @param {any} config @param {string} name what it is called when it is said to be in use */
export async function takeConfig(config, name) {
  try {
    await takeDesk(await session.engine.call('loadDesk', [config]), name, () => session.engine.remember('desk', 'loadDesk', [config]));
  } catch (error) {
    deskProblem(error);
  }
}

/** @param {unknown} error */
function deskProblem(error) {
  store.deskNotice.value = { tone: 'bad', text: `${failure(error).message} The desk is unchanged.`, issues: [] };
}

export async function resetDesk() {
  try {
    await takeDesk(await session.engine.call('resetDesk'), 'The demo desk', () => session.engine.forget('desk'));
  } catch (error) {
    store.deskNotice.value = { tone: 'bad', text: failure(error).message, issues: [] };
  }
}

/** @param {import('./types.js').DeskReport} report @param {string} name @param {() => void} keep */
async function takeDesk(report, name, keep) {
  if (report.issues.some(issue => issue.severity === 'reject')) {
    store.deskNotice.value = { tone: 'bad', text: `${name} was not loaded; the desk is unchanged.`, issues: report.issues };
    return;
  }
  keep();
  batch(() => {
    store.desk.value = report;
    store.deskNotice.value = { tone: 'good', text: `${name} is in use.`, issues: report.issues };
  });
  if (!store.lineChanged.value) await reprice();
}
