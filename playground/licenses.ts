import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'vite'

/** Licence texts and the notices that a package ships for the code inside it. */
const LICENCE_FILE = /^(licen[cs]e|copying|notice|third-?party-?notices?)(\.(txt|md))?$/i

/**
 * Prettier's notices cover its parsers for every language; only the GraphQL one is bundled,
 * and it comes with the package's own licence.
 */
const SKIPPED = new Set(['prettier/THIRD-PARTY-NOTICES.md'])

/**
 * Records which packages really end up in the bundle and its workers, and writes their licences next to it.
 * Workers are separate builds, hence one recorder shared by several plugins.
 */
export function bundledPackages() {
  const directories = new Set<string>()

  const add = (moduleId: string) => {
    const match = /^\0?(.*\/node_modules\/(?:@[^/]+\/)?[^/?\0]+)\//.exec(moduleId)
    if (match?.[1]) directories.add(match[1])
  }

  return {
    record: (): Plugin => ({
      name: 'record-packages',
      generateBundle(_options, bundle) {
        for (const output of Object.values(bundle)) {
          if (output.type !== 'chunk') continue
          // Style sheets render no script, yet they are in the result.
          for (const [id, module] of Object.entries(output.modules)) {
            if (module.renderedLength > 0 || /\.css($|\?)/.test(id)) add(id)
          }
        }
      },
    }),

    write: (fileName: string): Plugin => ({
      name: 'write-licences',
      generateBundle: {
        order: 'post',
        handler() {
          this.emitFile({ type: 'asset', fileName, source: render([...directories]) })
        },
      },
    }),
  }
}

function render(directories: string[]): string {
  const sections = directories.map(describe).sort((a, b) => (a.title < b.title ? -1 : 1))

  // Many packages share one text word for word (a monorepo's copyright line): print it once.
  const titlesByText = new Map<string, string[]>()
  for (const { title, text } of sections) {
    titlesByText.set(text, [...(titlesByText.get(text) ?? []), title])
  }

  const rule = '-'.repeat(80)
  const parts = [...titlesByText].map(([text, titles]) => `${rule}\n${titles.join('\n')}\n${rule}\n\n${text}\n`)
  return `Packages bundled into the GraphiQL page, with their licences.\n\n${parts.join('\n')}`
}

function describe(directory: string): { title: string; text: string } {
  const manifest = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) as {
    name: string
    version: string
    license?: string
    author?: string | { name: string }
  }
  const texts = readdirSync(directory)
    .filter((file) => LICENCE_FILE.test(file) && !SKIPPED.has(`${manifest.name}/${file}`))
    .sort()
    .map((file) => readFileSync(join(directory, file), 'utf8').replaceAll('\r\n', '\n').trim())

  const author = typeof manifest.author === 'object' ? manifest.author.name : manifest.author
  const fallback = `Licence: ${manifest.license ?? 'see the package'}${author ? `\nAuthor: ${author}` : ''}`
  return {
    title: `${manifest.name} ${manifest.version} (${manifest.license ?? 'see below'})`,
    text: texts.length > 0 ? texts.join('\n\n') : fallback,
  }
}
