import { available, scope } from './storage'

const KEY = `${scope}token`

/** Kept here too, so that the token works for the visit where the browser forbids storage. */
let current = available(() => sessionStorage)?.getItem(KEY) ?? ''

export const readToken = () => current

/** The tab's session only: a token must not outlive it on a shared machine. */
export function keepToken(token: string) {
  current = token
  available(() => sessionStorage)?.setItem(KEY, token)
}

export function forgetToken() {
  current = ''
  available(() => sessionStorage)?.removeItem(KEY)
}

/** People paste the whole header as often as the token alone. */
export const cleanToken = (text: string) => text.trim().replace(/^(authorization:\s*)?bearer\s+/i, '')

/** Whether it can stand in a header at all: `fetch` throws for what cannot. */
export const isSendable = (token: string) => /^[\x21-\x7e]+$/.test(token)

export const authorization = (token: string): Record<string, string> =>
  token ? { authorization: `Bearer ${token}` } : {}
