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
 * What a dependency brings and this page never runs, each with what stands in for it. GraphiQL formats JSON with
 * Prettier's parsers for JavaScript, half a megabyte; the JSON parser that it has anyway can do that too.
 */
const STAND_INS: [RegExp, string][] = [
  [/\/monaco-editor\/.*\/diffEditorWidget\.js$/, 'export class DiffEditorWidget {}'],
  [/\/monaco-editor\/.*\/multiDiffEditorWidget\.js$/, 'export class MultiDiffEditorWidget {}'],
  [/\/prettier\/plugins\/estree\.mjs$/, 'export const printers = {}'],
]

function standIns(table: [RegExp, string][]): Plugin {
  return {
    name: 'stand-ins',
    enforce: 'pre',
    load: (id) => table.find(([file]) => file.test(id))?.[1],
  }
}

export default defineConfig({
  // Relative, so that the page works under any path prefix.
  base: './',
  resolve: {
    alias: [
      { find: 'monaco-editor/esm/vs/editor/edcore.main.js', replacement: resolve('src/monaco.ts') },
      // The old name of the same plugin: one copy is enough.
      { find: 'prettier/parser-graphql', replacement: 'prettier/plugins/graphql' },
    ],
  },
  plugins: [withoutDiffEditors, react(), packages.record(), packages.write('LICENSES.txt')],
  worker: {
    // Classic scripts run in more browsers than module workers, and each is one file.
    format: 'iife',
    plugins: () => [packages.record()],
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
