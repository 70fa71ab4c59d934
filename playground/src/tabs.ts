import type { PageStorage } from './storage'
import { authorization, readToken } from './token'

export interface Tab {
  title?: string
  query: string
  variables?: string
}

const WELCOME: Tab[] = [
  {
    query: `# Welcome to Didar GraphQL.
#
# Write a query here and press Ctrl-Enter to run it.
# Ctrl-Space completes what you type.
# The book on the left opens the documentation.

`,
  },
]

/** Where GraphiQL keeps what was open; the prefix is its own. */
const KEYS = { tabs: 'graphiql:tabState', query: 'graphiql:query', variables: 'graphiql:variables' }

/** Where this page keeps the tabs that it put there, to tell them from what became the user's own. */
const OFFERED = 'offered'

/** Where it keeps their titles. */
const TITLES = 'titles'

/**
 * The tabs for a first visit: the gateway's examples, or a word of welcome while they cannot be had. None where
 * GraphiQL's storage has the right ones: the user's own, or the same examples as before.
 */
export async function openingTabs(storage: PageStorage): Promise<Tab[]> {
  if (hasOwnTabs(storage)) return []
  const examples = await loadExamples(readToken())
  const tabs = Array.isArray(examples) ? examples : WELCOME
  if (tabs !== WELCOME) storage.setItem(TITLES, JSON.stringify(tabs.flatMap(titleByOperation)))
  const open = openTabs(storage)
  // Examples stay where newer ones cannot be had.
  if (open && (tabs === WELCOME || contents(tabs) === contents(open))) return []
  for (const key of Object.values(KEYS)) storage.removeItem(key)
  storage.setItem(OFFERED, contents(tabs))
  return tabs
}

/**
 * What the gateway calls its examples, by the names of their operations: GraphiQL calls a tab after its operation and
 * keeps no other title. So a tab has its title for as long as its operation has its name.
 */
export function givenTitles(storage: PageStorage): Map<string, string> {
  return new Map(JSON.parse(storage.getItem(TITLES) ?? '[]') as [string, string][])
}

const OPERATIONS = /^(?:query|mutation|subscription)\s+(\w+)/gm

const operationsOf = (query: string) => Array.from(query.matchAll(OPERATIONS), ([, name]) => name!)

function titleByOperation({ title, query }: Tab): [string, string][] {
  const [name] = operationsOf(query)
  return title && name ? [[name, title]] : []
}

/**
 * The name of a tab's operation. GraphiQL's title may be that of the tab before: a new tab that is opened right after
 * a switch leaves the name of the operation that the editor read last.
 */
export function operationName({ title, query }: { title: string; query: string | null }): string {
  const names = operationsOf(query ?? '')
  return names.includes(title) ? title : (names[0] ?? title)
}

/**
 * Opens the page again, because the editors take other tabs only then, if that would bring other examples and
 * nothing of the user's would be lost.
 */
export function offer(storage: PageStorage, examples: Examples): boolean {
  const isNews = Array.isArray(examples) && contents(examples) !== storage.getItem(OFFERED) && !hasOwnTabs(storage)
  if (isNews) location.reload()
  return isNews
}

function hasOwnTabs(storage: PageStorage): boolean {
  const open = openTabs(storage)
  return open !== null && contents(open) !== storage.getItem(OFFERED)
}

function openTabs(storage: PageStorage): Partial<Tab>[] | null {
  try {
    const state = JSON.parse(storage.getItem(KEYS.tabs) ?? 'null') as { tabs: Partial<Tab>[] } | null
    return state?.tabs ?? null
  } catch {
    return null
  }
}

const contents = (tabs: Partial<Tab>[]) =>
  JSON.stringify(tabs.map(({ query, variables }) => [query ?? '', variables ?? '']))

export type Examples = Tab[] | 'refused' | 'none'

/** The gateway's examples for a token; otherwise whether it refused the token or there are none for now. */
export async function loadExamples(token: string): Promise<Examples> {
  try {
    const response = await fetch(new URL('graphiql-tabs.json', document.baseURI), {
      headers: authorization(token),
      // The editor opens without examples rather than late.
      signal: AbortSignal.timeout(3000),
    })
    if (response.status === 401) return 'refused'
    const entries: unknown = response.ok ? await response.json() : null
    const tabs = Array.isArray(entries) ? entries.flatMap(toTab) : []
    return tabs.length > 0 ? tabs : 'none'
  } catch {
    return 'none'
  }
}

function toTab(entry: { title?: unknown; query?: unknown; variables?: unknown } | null): Tab[] {
  if (typeof entry?.query !== 'string') return []
  const { title, query, variables } = entry
  return [
    {
      query,
      ...(typeof title === 'string' ? { title } : {}),
      ...(variables ? { variables: toText(variables) } : {}),
    },
  ]
}

const toText = (variables: unknown) =>
  typeof variables === 'string' ? variables : JSON.stringify(variables, null, 2)
