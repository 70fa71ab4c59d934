import { useGraphiQL, useGraphiQLActions } from '@graphiql/react'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { gateway, useGateway, type Problem } from './gateway'
import type { PageStorage } from './storage'
import { loadExamples, offer } from './tabs'
import { readToken } from './token'
import { TokenForm } from './token-form'

/** The gateway asks Didar again behind a request, every two seconds at most: one click should be enough. */
const ATTEMPTS = 5
const PAUSE_MS = 1500

/** Says why there is no schema and what to do: GraphiQL alone would show a spinner or nothing. */
export function Notice({ storage }: { storage: PageStorage }) {
  const { introspect } = useGraphiQLActions()
  const [isTrying, setIsTrying] = useState(false)
  const { problem } = useGateway()
  useFreshSchema()
  useCleanResponse()

  const retry = async () => {
    setIsTrying(true)
    await introspect()
    for (let attempt = 1; attempt < ATTEMPTS && mayPass(gateway().problem); attempt += 1) {
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
      await introspect()
    }
    // What kept the schema away kept the examples away.
    if (!gateway().problem) offer(storage, await loadExamples(readToken()))
    setIsTrying(false)
  }

  if (!problem) return null
  if (problem.kind === 'token') return <TokenForm refused={problem.refused} storage={storage} />
  const { title, detail, advice } = words(problem)
  return (
    <section className={`playground-notice playground-notice-${problem.kind}`} role="alert">
      <div>
        <strong>{title}</strong>
        <p className="playground-detail" dir="auto">
          {detail}
        </p>
        <p>{advice}</p>
      </div>
      <button type="button" className="graphiql-button" disabled={isTrying} onClick={() => void retry()}>
        {isTrying ? 'Trying…' : 'Try again'}
      </button>
    </section>
  )
}

const mayPass = (problem: Problem | null) => problem?.kind === 'definitions' && problem.mayPass

function words(problem: Exclude<Problem, { kind: 'token' }>): { title: string; detail: string; advice: ReactNode } {
  switch (problem.kind) {
    case 'unreachable':
      return {
        title: 'The gateway does not answer.',
        detail: problem.detail,
        advice: 'Is it running, and can this machine reach it? What you have written stays here. Then try again.',
      }
    case 'definitions':
      return {
        title: 'The gateway has no schema: it could not read the account’s custom fields from Didar.',
        detail: problem.detail,
        advice: (
          <>
            Where the gateway runs, <code>didar-graphql check</code> says whether its API key is good. If Didar was
            only away for a moment, try again.
          </>
        ),
      }
    case 'refusal':
      return {
        title: 'The gateway did not give its schema.',
        detail: problem.detail,
        advice: 'What it says above should tell why. If it will pass, try again.',
      }
    case 'stranger':
      return {
        title: 'The schema could not be read.',
        detail: problem.detail,
        advice: 'That is not an answer of the gateway’s, but perhaps of a proxy in front of it. Look there, or try again.',
      }
  }
}

/** Fields that were added in Didar, or another account behind the headers: the answers name another schema. */
function useFreshSchema() {
  const { introspect } = useGraphiQLActions()
  const { readVersion, seenVersion } = useGateway()
  useEffect(() => {
    if (seenVersion && seenVersion !== readVersion) void introspect()
  }, [introspect, readVersion, seenVersion])
}

/** GraphiQL prints why it has no schema into the response pane, too, and leaves it there once it has one. */
function useCleanResponse() {
  const fetchError = useGraphiQL((state) => state.fetchError)
  const schema = useGraphiQL((state) => state.schema)
  const responseEditor = useGraphiQL((state) => state.responseEditor)
  const printed = useRef<string | null>(null)
  useEffect(() => {
    if (fetchError) {
      printed.current = fetchError
    } else if (schema && printed.current) {
      if (responseEditor?.getValue() === printed.current) responseEditor.setValue('')
      printed.current = null
    }
  }, [fetchError, schema, responseEditor])
}
