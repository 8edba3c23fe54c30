import { defineConfig } from 'vite';

/** The whole engine, which the package's own script would load where it is told of no other; the pages load it in pieces. */
const WHOLE = "new URL('spread_pricer_bg.wasm', import.meta.url)";
const inPieces = {
  name: 'engine-in-pieces',
  /** @param {string} code @param {string} id */
  transform(code, id) {
    if (!/\/pkg\/(client\/)?spread_pricer\.js$/.test(id)) return null;
    if (!code.includes(WHOLE)) throw new Error('The engine’s script no longer names its module as it did.');
    return { code: code.replace(WHOLE, 'undefined'), map: null };
  },
};

// Two builds into one site: the desk, and with `--mode client` the clients' page, whose files lie in a folder of their own.
export default defineConfig(({ mode }) => ({
  root: 'www',
  // The site works from any sub-path of any host.
  base: './',
  build: {
    outDir: '../dist',
    emptyOutDir: mode !== 'client',
    copyPublicDir: mode !== 'client',
    assetsDir: mode === 'client' ? 'client' : 'assets',
    rolldownOptions: { input: mode === 'client' ? 'www/client.html' : 'www/index.html' },
    target: 'es2022',
    // Inlined assets would need exceptions in the security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // `build/finish.mjs` reads from it what is loaded with what, and takes it away.
    manifest: `.vite/${mode === 'client' ? 'client' : 'desk'}.json`,
  },
  plugins: [inPieces],
  worker: { format: 'es', plugins: () => [inPieces] },
  // The engine's package lies beside the page, not in it.
  server: { fs: { allow: ['..'] } },
}));
