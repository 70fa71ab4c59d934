import { resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'
import { bundledPackages } from './licenses'

const packages = bundledPackages()

// Names carry no hash: the gateway embeds the files by name and answers with validators of its own.
const fileNames = {
  entryFileNames: 'assets/[name].js',
  assetFileNames: 'assets/[name][extname]',
}

/**
 * Never run here, yet drawn in with all that they need: Monaco's diff editors and what computes differences, and
 * Prettier in the worker, whose command the page leaves out (the button for it formats in the page).
 */
const UNUSED: [RegExp, string][] = [
  [/\/monaco-editor\/.*\/diffEditorWidget\.js$/, 'export class DiffEditorWidget {}'],
  [/\/monaco-editor\/.*\/multiDiffEditorWidget\.js$/, 'export class MultiDiffEditorWidget {}'],
  [/\/monaco-editor\/.*\/linesDiffComputers\.js$/, 'export const linesDiffComputers = {}'],
]
const UNUSED_IN_WORKER: [RegExp, string][] = [...UNUSED, [/\/prettier\/.*\.(m?js)$/, 'export {}']]

/** Parts of GraphiQL that take nothing from outside: each of these files says what its own part does better. */
const OWN: [RegExp, string][] = [
  [/\/@graphiql\/react\/dist\/components\/tabs\/index\.js$/, own('src/tab-strip.tsx')],
  [/\/@graphiql\/plugin-doc-explorer\/dist\/components\/search\.js$/, own('src/doc-search.tsx')],
]

function own(file: string) {
  return `export * from ${JSON.stringify(resolve(file))}`
}

const instead = (files: typeof UNUSED): Plugin => ({
  name: 'instead',
  enforce: 'pre',
  load: (id) => files.find(([file]) => file.test(id))?.[1],
})

/** GraphiQL calls each entry of its history "Set active", and so hides from a screen reader which one it is. */
const nameHistory: Plugin = {
  name: 'name-history',
  enforce: 'pre',
  transform: (code, id) =>
    /\/plugin-history\/dist\/components\.js$/.test(id) ? code.replace('"aria-label": "Set active", ', '') : null,
}

export default defineConfig({
  // Relative, so that the page works under any path prefix.
  base: './',
  resolve: {
    alias: [
      { find: 'monaco-editor/esm/vs/editor/edcore.main.js', replacement: resolve('src/monaco.ts') },
      { find: /^prettier\/(plugins\/estree|parser-babel)$/, replacement: resolve('src/json-format.ts') },
      // The old name of the same plugin: one copy is enough.
      { find: 'prettier/parser-graphql', replacement: 'prettier/plugins/graphql' },
    ],
  },
  plugins: [instead([...UNUSED, ...OWN]), nameHistory, react(), packages.record(), packages.write('LICENSES.txt')],
  worker: {
    // Classic scripts run in more browsers than module workers, and are one file.
    format: 'iife',
    plugins: () => [instead(UNUSED_IN_WORKER), packages.record()],
    rollupOptions: { output: { ...fileNames, inlineDynamicImports: true } },
  },
  build: {
    outDir: '../src/http/graphiql',
    emptyOutDir: true,
    target: 'es2022',
    sourcemap: false,
    // One script and one style sheet: nothing to preload, and a short list to embed.
    modulePreload: false,
    cssCodeSplit: false,
    // The editor's icon font goes into the style sheet; workers are never inlined.
    assetsInlineLimit: (file) => /\.(ttf|woff2?|svg|png)$/.test(file),
    chunkSizeWarningLimit: 8192,
    rollupOptions: {
      input: { graphiql: 'index.html' },
      output: {
        ...fileNames,
        assetFileNames: ({ names }) =>
          names.some((name) => name.endsWith('.css')) ? 'assets/graphiql.css' : 'assets/[name][extname]',
        inlineDynamicImports: true,
      },
    },
  },
})
