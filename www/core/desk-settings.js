// What people choose on the desk's page besides what every page lets them choose.

import { chargeUnit } from './desk-store.js';
import { holder } from './store.js';

/** @type {import('./settings.js').Settings} */
export const DESKS = {
  chargeUnit: { value: chargeUnit, of: ['premium', 'ticks', 'volPoints', 'basisPoints'] },
  holder: { value: holder, of: ['client', 'dealer'] },
};
