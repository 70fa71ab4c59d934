import { readToken } from './token'
import type { PageStorage } from './storage'

export interface Tab {
  query: string
  variables?: string
}

const WELCOME = `# Welcome to Didar GraphQL.
#
# Write a query here and press Ctrl-Enter to run it.
# Ctrl-Space completes what you type.
# The book on the left opens the documentation.

`

/** Where GraphiQL keeps what was open; the prefix is its own. */
const KEYS = { tabs: 'graphiql:tabState', query: 'graphiql:query', variables: 'graphiql:variables' }

/** The tabs for a first visit: the gateway's examples, or a word of welcome while they cannot be had. */
export async function openingTabs(storage: PageStorage): Promise<Tab[]> {
  if (hasOwnTabs(storage)) return []
  // An untouched welcome from an earlier visit must not hide the examples.
  for (const key of Object.values(KEYS)) storage.removeItem(key)
  return (await loadExamples()) ?? [{ query: WELCOME }]
}

/**
 * Examples may need the token that was just typed. Reloads the page if they can be had now
 * and there is nothing of the user's to lose.
 */
export async function offerExamples(storage: PageStorage): Promise<boolean> {
  if (hasOwnTabs(storage) || !(await loadExamples())) return false
  location.reload()
  return true
}

function hasOwnTabs(storage: PageStorage): boolean {
  try {
    const state = JSON.parse(storage.getItem(KEYS.tabs) ?? 'null') as { tabs: { query: string | null }[] } | null
    return state?.tabs.some(({ query }) => query && query !== WELCOME) ?? false
  } catch {
    return false
  }
}

async function loadExamples(): Promise<Tab[] | null> {
  const token = readToken()
  try {
    const response = await fetch(new URL('graphiql-tabs.json', document.baseURI), {
      headers: token ? { authorization: `Bearer ${token}` } : {},
      // The editor opens without examples rather than late.
      signal: AbortSignal.timeout(3000),
    })
    if (!response.ok) return null
    const entries: unknown = await response.json()
    const tabs = Array.isArray(entries) ? entries.flatMap(toTab) : []
    return tabs.length > 0 ? tabs : null
  } catch {
    return null
  }
}

/** GraphiQL names a tab after its operation, so the title goes into a comment above it. */
function toTab(entry: { title?: unknown; query?: unknown; variables?: unknown } | null): Tab[] {
  if (typeof entry?.query !== 'string') return []
  const { title, query, variables } = entry
  const heading = typeof title === 'string' && title && !query.startsWith('#') ? `# ${title}\n` : ''
  return [{ query: heading + query, ...(typeof variables === 'string' && variables ? { variables } : {}) }]
}
