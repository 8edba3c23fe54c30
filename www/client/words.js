// The engine speaks as one does on a desk, of a client who asks; here it speaks to whoever looks for themselves.

/** @typedef {import('../core/types.js').Issue} Issue */

/** A request as it is read back. @param {string} sentence */
export const said = sentence => sentence.replace(/^.+? asks a two-way price in /, '').replace(/^.+? (buy|sell)s (?=\d)/, 'You $1 ');

/** Words that make sense on a desk alone, and those in their place. @type {[RegExp, string][]} */
const ELSEWHERE = [
  [/ If it is the client, write it after a comma\.$/, ''],
  [/^We don’t quote /, 'There is no market here for '],
  [/^We have no market /, 'There is no market here '],
  [/^Worked examples come with the desk build; .*/, 'Worked examples are not on this page.'],
];

/** A finding, and of the answers to it those that make sense here: nobody asks for somebody else. @param {Issue} issue @returns {Issue} */
function toReader({ answers, ...issue }) {
  const message = ELSEWHERE.reduce((words, [theirs, ours]) => words.replace(theirs, ours), issue.message);
  const kept = answers?.filter(({ label }) => !label.endsWith(' is the client'));
  return { ...issue, message, ...(kept?.length ? { answers: kept } : {}) };
}

/** @param {Issue[]} issues */
export const toldHere = issues => issues.map(toReader);
