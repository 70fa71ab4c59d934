import { useSyncExternalStore } from 'react'

/** Why the page cannot do its work, as far as its visitor can do something about it. */
export type Problem =
  | { kind: 'token'; refused: 'none' | 'token' | 'header' }
  | { kind: 'unreachable'; detail: string }
  /** `mayPass`: the gateway is asking Didar again meanwhile. */
  | { kind: 'definitions'; detail: string; mayPass: boolean }
  | { kind: 'refusal'; detail: string }
  | { kind: 'stranger'; detail: string }

/** What the gateway's answers say, for what stands around GraphiQL. */
export interface Gateway {
  problem: Problem | null
  /** The account's name in the gateway's settings. */
  account: string | null
  /** Versions of the schema: the one that was read, and the one that the last answer named. */
  readVersion: string | null
  seenVersion: string | null
}

let state: Gateway = { problem: null, account: null, readVersion: null, seenVersion: null }
const listeners = new Set<() => void>()

export function note(news: Partial<Gateway>) {
  state = { ...state, ...news }
  listeners.forEach((listener) => listener())
}

export const gateway = () => state

export const useGateway = () => useSyncExternalStore(subscribe, gateway)

function subscribe(listener: () => void) {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
