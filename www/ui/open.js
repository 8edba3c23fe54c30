// What lies over the page is loaded when it is asked for.

/** @param {() => Promise<{ open: () => unknown }>} load */
const opener = load => () => load().then(part => part.open(), notLoaded);

const notLoaded = () => { document.getElementById('live')?.append('This part of the page could not be loaded; reload the page.'); };

export const openHelp = opener(() => import('../panels/help.js'));
export const openSettings = opener(() => import('../panels/settings.js'));
export const openTemplates = opener(() => import('../panels/templates.js'));
export const openExplanation = opener(() => import('../panels/explanation.js'));
/** Asks for the structure at a place of the menu. @param {number} place */
export const askTemplate = place => import('../core/template-actions.js').then(part => part.askPlace(place), notLoaded);
/** Compared quotes have their place on the page. */
export const openCompare = () => import('../panels/compare.js').catch(notLoaded);
