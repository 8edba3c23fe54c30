// A structure from the menu: built by the engine on the shown market, drawn, and asked for.

import { askAgain } from './form-actions.js';
import { parseNumber } from './parse-number.js';
import { marketOf } from './request-form.js';
import { session } from './session.js';
import { form, market, requestIssues } from './store.js';
import { placed, TEMPLATES } from './templates.js';

/**
 * @typedef {import('./templates.js').Template} Template
 * @typedef {import('./types.js').RfqDraft} RfqDraft
 * @typedef {{ draft: RfqDraft, centre: number, step: number }} BuiltTemplate
 */

/** The market and the expiry of the request on show, else what was loaded first. */
function shown() {
  const { legs, underlying, settlement } = form.value;
  const first = legs[0];
  return { on: marketOf(market.value, first?.underlying ?? underlying, first?.settlement ?? settlement) ?? market.value?.underlyings[0], code: first?.expiry ?? '' };
}

/** @param {Template} template @returns {Promise<BuiltTemplate | string>} or why not */
export async function built(template) {
  const { on, code } = shown();
  const at = on && placed(template, on, code);
  if (!on || !at) return 'Too few strikes are listed around the money.';
  const { draft, issues } = await session.engine.call('build', [at.request]);
  if (!draft) return issues[0]?.message ?? 'The engine has no legs for it.';
  // The legs say which structure it is; a name beside them could only be asked about.
  const { structure: _name, ...legs } = draft;
  return { draft: legs, centre: at.centre, step: at.step };
}

/** Points of a drawing; strikes come besides. */
const POINTS = 41;

/** The payoff at the first expiry on paying what it is worth now. @param {BuiltTemplate} of @returns {Promise<import('./types.js').PayoffResult>} */
export const payoff = ({ draft, centre, step }) => session.engine.call('payoff', [draft, { points: POINTS, lowest: Math.max(centre * 1e-3, centre - 4 * step), highest: centre + 4 * step }]);

/** Asks for a template's quote in the size and for the client on show. @param {Template} template */
export async function ask(template) {
  const found = await built(template);
  if (typeof found === 'string') {
    requestIssues.value = [{ code: 'E-STRIKE', path: 'legs', severity: 'reject', message: `${template.name}: ${found}` }];
    return;
  }
  const { client, side, quantity } = form.value;
  const size = parseNumber(quantity).value ?? 0;
  const draft = { ...found.draft, side, quantity: size > 0 ? size : 1, ...(client.trim() ? { client: client.trim() } : {}) };
  const text = await session.engine.call('shorthand', [draft]);
  await askAgain({ draft, text: text ?? '', origin: text ? 'line' : 'form' });
}

/** The template at a place of the list, counted from one. @param {number} place */
export const askPlace = place => { const template = TEMPLATES[place - 1]; return template && ask(template); };
