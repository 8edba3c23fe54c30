// Requests that nobody made, quoted and thrown away: a browser compiles well only what has run for a while, and a first batch
// should not be the one to wait for that.

import { expiryCode } from './format.js';
import { placed, TEMPLATES } from './templates.js';

/** How often each is asked for; about as many rows as the browser needs. */
const TIMES = 12;

/** Every structure on every market, one a line. @param {import('./types.js').MarketReport | null} market */
export function rehearsal(market) {
  const lines = (market?.underlyings ?? []).flatMap(on => TEMPLATES.flatMap(template => {
    const request = placed(template, on, '')?.request;
    return request ? [`${on.id} ${request.expiries.map(expiryCode).join('/')} ${request.strikes.join('/')} ${template.name} x10`] : [];
  }));
  return Array.from({ length: TIMES }, () => lines).flat().join('\n');
}
