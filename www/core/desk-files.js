// Configurations that the user gives, into the desk.

import { batch } from '@preact/signals-core';
import { reprice } from './pricing.js';
import { FileProblem, textOfFile } from './chain-file.js';
import { desk, deskNotice } from './desk-store.js';
import { failure, session } from './session.js';
import { lineChanged } from './store.js';

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
  deskNotice.value = { tone: 'bad', text: `${failure(error).message} The desk is unchanged.`, issues: [] };
}

export async function resetDesk() {
  try {
    await takeDesk(await session.engine.call('resetDesk'), 'The demo desk', () => session.engine.forget('desk'));
  } catch (error) {
    deskNotice.value = { tone: 'bad', text: failure(error).message, issues: [] };
  }
}

/** @param {import('./types.js').DeskReport} report @param {string} name @param {() => void} keep */
async function takeDesk(report, name, keep) {
  if (report.issues.some(issue => issue.severity === 'reject')) {
    deskNotice.value = { tone: 'bad', text: `${name} was not loaded; the desk is unchanged.`, issues: report.issues };
    return;
  }
  keep();
  batch(() => {
    desk.value = report;
    deskNotice.value = { tone: 'good', text: `${name} is in use.`, issues: report.issues };
  });
  if (!lineChanged.value) await reprice();
}
