// What lies over the desk's page, or beside its quote, is loaded when it is asked for.

import { notLoaded, opener } from './open.js';

export const openSettings = opener(() => import('../panels/settings.js'));
export const openTemplates = opener(() => import('../panels/templates.js'));
export const openExplanation = opener(() => import('../panels/explanation.js'));
/** Asks for the structure at a place of the menu. @param {number} place */
export const askTemplate = place => import('../core/template-actions.js').then(part => part.askPlace(place), notLoaded);
/** Compared quotes have their place on the page. */
export const openCompare = () => import('../panels/compare.js').catch(notLoaded);
