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
 * Monaco's entry builds diff editors too. Nothing here opens one, so their classes, and all that they draw in,
 * give way to empty ones.
 */
const withoutDiffEditors: Plugin = {
  name: 'without-diff-editors',
  enforce: 'pre',
  load(id) {
    const name = /\/monaco-editor\/.*\/((?:Multi)?DiffEditorWidget)\.js$/i.exec(id)?.[1]
    if (name) return `export class ${name.replace(/^./, (first) => first.toUpperCase())} {}`
    return undefined
  },
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
