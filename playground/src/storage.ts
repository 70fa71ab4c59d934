/** Two gateways may share one host under different paths: each page keeps to keys under its own. */
const path = new URL('.', document.baseURI).pathname.replaceAll(':', '%3A')
export const scope = `didar-graphql:${path}:`

/** The part of `Storage` that GraphiQL uses. */
export type PageStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'clear' | 'length'>

/** GraphiQL's storage for this page, in memory where the browser forbids it. */
export function pageStorage(): PageStorage {
  const store = available(() => localStorage)
  if (!store) return memoryStorage()

  const ownKeys = () => Object.keys(store).filter((key) => key.startsWith(scope))
  return {
    getItem: (key) => store.getItem(scope + key),
    setItem: (key, value) => store.setItem(scope + key, withoutHeaders(value)),
    removeItem: (key) => store.removeItem(scope + key),
    clear: () => ownKeys().forEach((key) => store.removeItem(key)),
    get length() {
      return ownKeys().length
    },
  }
}

function memoryStorage(): PageStorage {
  const entries = new Map<string, string>()
  return {
    getItem: (key) => entries.get(key) ?? null,
    setItem: (key, value) => void entries.set(key, value),
    removeItem: (key) => void entries.delete(key),
    clear: () => entries.clear(),
    get length() {
      return entries.size
    },
  }
}

/** Merely touching a storage throws where cookies are blocked. */
export function available(storage: () => Storage): Storage | null {
  try {
    return storage()
  } catch {
    return null
  }
}

/** `shouldPersistHeaders` covers the tabs, not the history, which would keep a typed Authorization header. */
function withoutHeaders(value: string): string {
  if (!value.includes('"headers"')) return value
  try {
    const parsed: unknown = JSON.parse(value)
    if (typeof parsed !== 'object') return value
    return JSON.stringify(parsed, (key, entry: unknown) => (key === 'headers' && entry ? null : entry))
  } catch {
    return value
  }
}
