// The history as a file that another machine, or this one later, takes in.

import { MAX_IMPORT, piecesOf, read } from '../db/portable.js';
import { MOST_QUOTES } from '../db/quotes.js';
import { textOfFile } from './chain-file.js';
import { number } from './format.js';
import { entries, takeIn } from './history.js';
import { notice } from './history-store.js';

/** Findings that are listed; a file may have one for each of its quotes. */
const MOST_LISTED = 20;

/** @param {string} build which engine this is */
export async function exportFile(build) {
  const at = Date.now();
  /** @type {Blob[]} */
  const parts = [];
  // As Blobs the browser may put them to disk; as one text they would be in memory twice.
  for await (const piece of piecesOf(entries(), { build, at })) parts.push(new Blob([piece]));
  return { file: new Blob(parts, { type: 'application/json' }), name: `quotes-${new Date(at).toISOString().slice(0, 19).replaceAll(':', '')}Z.json` };
}

/** Takes a file's quotes in; what is here stays as it is. @param {File} file */
export async function importFile(file) {
  notice.value = { tone: 'info', text: `Reading ${file.name}…`, issues: [] };
  try {
    const { entries: given, issues } = await read(await textOfFile(file, MAX_IMPORT));
    const { added, held, gone } = await takeIn(given);
    const known = given.length - added;
    const words = [
      `${number(added, 0)} ${added === 1 ? 'quote' : 'quotes'} taken from ${file.name}`, known ? `${number(known, 0)} were here already` : '',
      held ? `${number(held, 0)} of them are in memory only` : '', gone ? `${number(gone, 0)} older than the newest ${number(MOST_QUOTES, 0)} were let go` : '',
    ].filter(Boolean).join('; ');
    const left = issues.length - MOST_LISTED;
    const found = issues.length ? ` ${issues.length === 1 ? 'One thing' : `${number(issues.length, 0)} things`} in it could not be read${left > 0 ? `; the first ${MOST_LISTED} of them` : ''}:` : '';
    notice.value = { tone: issues.length ? 'bad' : 'good', text: `${words}.${found}`, issues: issues.slice(0, MOST_LISTED) };
  } catch (error) {
    notice.value = { tone: 'bad', text: `${/** @type {Error} */ (error).message} The history is unchanged.`, issues: [] };
  }
}
