import { defineConfig } from 'vite';

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
  worker: { format: 'es' },
  // The engine's package lies beside the page, not in it.
  server: { fs: { allow: ['..'] } },
}));
