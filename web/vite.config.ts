/** How the screens are built: files with hashed names for `/assets`, which the server hands out. */
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { programPaths } from '../src/platform/http/program-paths.ts';

/** Where `npm run demo` listens unless its port is taken: the development server passes the API on to it. */
const SERVER = process.env['MILLDASH_URL'] ?? 'http://127.0.0.1:8000';

export default defineConfig({
  plugins: [react(), tailwindcss()],
  build: {
    target: 'es2023',
    // a picture or font written into the style sheet would need `data:` in the policy of the page
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    // the plotting library is one piece, and loaded by the rooms that plot
    chunkSizeWarningLimit: 800,
  },
  server: {
    proxy: Object.fromEntries(programPaths.map((path) => [path, { target: SERVER, ws: true }])),
  },
});
