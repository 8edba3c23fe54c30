import { html, nothing } from 'lit';
import { answer } from '../core/line-actions.js';
import { issuesAt, request } from '../core/store.js';

/** @typedef {import('../core/types.js').Issue} Issue */

/** A severity in a word and a sign, so that it never rests on colour. */
export const SEVERITY = { reject: { word: 'Cannot price', icon: '✕' }, query: { word: 'Question', icon: '?' }, warn: { word: 'Note', icon: 'i' } };

/** A list of issues with the buttons that answer them. @param {Issue[]} issues @param {string} [refused] what a rejection is called, where it is none of a request */
export function issueList(issues, refused = SEVERITY.reject.word) {
  if (!issues.length) return nothing;
  // Several legs may raise the same finding; it is said once.
  const once = issues.filter((issue, i) => i === issues.findIndex(other => other.code === issue.code && other.message === issue.message));
  return html`<ul class="issues" data-testid="issues">
    ${once.map(issue => html`<li class="issue ${issue.severity}" data-code=${issue.code}>
      <span class="badge ${issue.severity}"><span aria-hidden="true">${SEVERITY[issue.severity].icon}</span> ${issue.severity === 'reject' ? refused : SEVERITY[issue.severity].word}</span>
      <span>${issue.message}</span>
      ${(issue.answers ?? []).map(choice => html`<button type="button" class="small" data-testid="answer" @click=${(/** @type {MouseEvent} */ { detail }) => answered(choice, detail > 0)}>${choice.label}</button>`)}
    </li>`)}
  </ul>`;
}

/** Answers, and takes the keyboard on to the next question, or back to the line where there is none. @param {import('../core/types.js').Answer} choice @param {boolean} isPointed */
async function answered(choice, isPointed) {
  await answer(choice);
  // A finger on the line would bring up a keyboard over half the page.
  if (isPointed) return;
  // Once what the answer changed is drawn.
  await new Promise(resolve => { setTimeout(resolve); });
  const { activeElement, body } = document;
  if (activeElement !== body && !activeElement?.closest('#rfq-issues')) return;
  /** @type {HTMLElement | null} */ (document.querySelector('#rfq-issues li:not(.warn) button') ?? document.querySelector('#rfq-line'))?.focus();
}

/** An id that fits a path such as `legs[0].strike`. @param {string} path */
const idOf = path => `issue-${path.replace(/[^a-z0-9]+/gi, '-')}`;

/**
 * What a field must say about its own issues: `aria-invalid`, `aria-describedby`, and the message to put under it.
 * @param {...string} paths the field's path and its synonyms
 */
export function fieldIssue(...paths) {
  // What the line raised stands under the line; only what must be mended is said again at its field.
  const all = paths.flatMap(path => issuesAt(path));
  const found = request.value?.origin === 'form' ? all : all.filter(issue => issue.severity !== 'warn');
  const id = idOf(paths[0] ?? '');
  return {
    invalid: found.some(issue => issue.severity !== 'warn') ? 'true' : nothing,
    describedBy: found.length ? id : nothing,
    message: found.length
      ? html`<p class="field-issue ${found[0]?.severity ?? ''}" id=${id} data-testid=${id}>${[...new Set(found.map(issue => issue.message))].join(' ')}</p>`
      : nothing,
  };
}
