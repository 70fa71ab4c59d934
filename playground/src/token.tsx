import { useState, type FormEvent } from 'react'
import { available, scope } from './storage'

const KEY = `${scope}token`

/** Kept here too, so that the token works for the visit where the browser forbids storage. */
let current = available(() => sessionStorage)?.getItem(KEY) ?? ''

export const readToken = () => current

/** The tab's session only: a token must not outlive it on a shared machine. */
function keepToken(token: string) {
  current = token
  const session = available(() => sessionStorage)
  if (token) session?.setItem(KEY, token)
  else session?.removeItem(KEY)
}

export function TokenControl({ onChange }: { onChange: () => void }) {
  const [draft, setDraft] = useState(current)
  const [kept, setKept] = useState(current)
  // People paste the whole header as often as the token alone.
  const token = draft.trim().replace(/^bearer\s+/i, '')

  const submit = (event: FormEvent) => {
    event.preventDefault()
    keepToken(token)
    setDraft(token)
    setKept(token)
    onChange()
  }

  return (
    <form className="playground-token" onSubmit={submit}>
      <label htmlFor="playground-token">Token</label>
      <input
        id="playground-token"
        type="password"
        value={draft}
        onChange={(event) => setDraft(event.target.value)}
        placeholder="Bearer token"
        title="Sent as Authorization: Bearer …; forgotten when this browser tab closes"
        autoComplete="off"
        spellCheck={false}
        dir="ltr"
      />
      <button type="submit" className="graphiql-button" disabled={token === kept}>
        {kept && !token ? 'Forget' : 'Use'}
      </button>
    </form>
  )
}
