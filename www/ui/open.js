// What lies over the page is loaded when it is asked for.

/** @param {() => Promise<{ open: () => unknown }>} load */
const opener = load => () => load().then(part => part.open(), () => { document.getElementById('live')?.append('This part of the page could not be loaded; reload the page.'); });

export const openHelp = opener(() => import('../panels/help.js'));
export const openSettings = opener(() => import('../panels/settings.js'));
