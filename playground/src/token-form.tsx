import { useGraphiQLActions } from '@graphiql/react'
import { useEffect, useRef, useState, type FormEvent } from 'react'
import type { PageStorage } from './storage'
import { loadExamples, offer } from './tabs'
import { cleanToken, forgetToken, isSendable, keepToken, readToken } from './token'

const REFUSED = {
  none: null,
  token: 'The gateway refused this token. Is it complete, and not withdrawn?',
  header: 'The gateway refused the Authorization header that is written in the headers editor. Correct or remove it.',
}

/** Asks for the token that the gateway asks for. */
export function TokenForm({ refused, storage }: { refused: keyof typeof REFUSED; storage: PageStorage }) {
  const { introspect } = useGraphiQLActions()
  const [draft, setDraft] = useState('')
  const [isTrying, setIsTrying] = useState(false)
  const [fault, setFault] = useState<string | null>(null)
  const input = useRef<HTMLInputElement>(null)
  const token = cleanToken(draft)
  const shown = fault ?? REFUSED[refused]

  // Not out of the hands of someone who is writing a query.
  useEffect(() => {
    if (!document.activeElement || document.activeElement === document.body) input.current?.focus()
  }, [])

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (!token || isTrying) return
    setIsTrying(true)
    const outcome = await tryToken(token, storage)
    if (outcome === 'kept') await introspect()
    setIsTrying(false)
    setFault(outcome === 'refused' ? REFUSED.token : null)
    input.current?.focus()
  }

  return (
    <section className="playground-notice playground-notice-token" aria-labelledby="playground-token-title">
      <form onSubmit={(event) => void submit(event)}>
        <strong id="playground-token-title">This gateway asks for a token.</strong>
        <p id="playground-token-hint">
          Whoever runs it has one for you; a gateway that serves any account takes your Didar API key. What you enter
          is sent to this gateway only, and forgotten when you close this browser tab.
        </p>
        <div className="playground-token">
          <label htmlFor="playground-token">Token</label>
          <input
            ref={input}
            id="playground-token"
            type="password"
            value={draft}
            onChange={(event) => setDraft(event.target.value)}
            aria-describedby="playground-token-hint playground-token-fault"
            aria-invalid={shown !== null}
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            dir="ltr"
          />
          <button type="submit" className="graphiql-button" disabled={!token || isTrying}>
            {isTrying ? 'Trying…' : 'Use token'}
          </button>
        </div>
        <p id="playground-token-fault" className="playground-fault" role="alert">
          {shown}
        </p>
      </form>
    </section>
  )
}

/** A token that the gateway refuses is not kept. */
async function tryToken(token: string, storage: PageStorage): Promise<'refused' | 'kept' | 'reloading'> {
  const examples = isSendable(token) ? await loadExamples(token) : 'refused'
  if (examples === 'refused') return 'refused'
  keepToken(token)
  return offer(storage, examples) ? 'reloading' : 'kept'
}

/** Says that a token is in use, and forgets it: the page starts again, so nothing that it opened stays. */
export function TokenInUse() {
  if (!readToken()) return null
  const forget = () => {
    forgetToken()
    location.reload()
  }
  return (
    <span className="playground-token-in-use">
      Token in use
      <button type="button" className="graphiql-button" onClick={forget}>
        Forget token
      </button>
    </span>
  )
}
