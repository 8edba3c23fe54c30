import { defineConfig } from 'vite';

export default defineConfig({
  root: 'www',
  // The site works from any sub-path of any host.
  base: './',
  build: {
    outDir: '../dist',
    emptyOutDir: true,
    target: 'es2022',
    // Inlined assets would need exceptions in the security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // `build/finish.mjs` reads from it what is loaded with what, and takes it away.
    manifest: true,
  },
  worker: { format: 'es' },
  // The engine's package lies beside the page, not in it.
  server: { fs: { allow: ['..'] } },
});
