// What lies over the page is loaded when it is asked for.

/** @param {() => Promise<{ open: () => unknown }>} load */
export const opener = load => () => load().then(part => part.open(), notLoaded);

export const notLoaded = () => { document.getElementById('live')?.append('This part of the page could not be loaded; reload the page.'); };

export const openHelp = opener(() => import('../panels/help.js'));
