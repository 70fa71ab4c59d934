import type { Fetcher, FetcherParams } from '@graphiql/toolkit'
import { getIntrospectionQuery, Kind, parse } from 'graphql'
import { readToken } from './token'

/** Resolved against the page, so that https://host/crm/ talks to https://host/crm/graphql. */
export const endpoint = new URL('graphql', document.baseURI)

export const INTROSPECTION = 'IntrospectionQuery'

/** GraphiQL's own introspection does not ask which inputs are @oneOf; the editor's checks need to know. */
const introspectionQuery = getIntrospectionQuery({ oneOf: true, specifiedByUrl: true })

/**
 * Sends one operation. An answer that is GraphQL goes to the response pane as it is, whatever its status;
 * anything else (a proxy's HTML page, an empty body) becomes an error that names the status.
 */
export const fetcher: Fetcher = async (params, options) => {
  const introspecting = params.operationName === INTROSPECTION
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: requestHeaders(options?.headers),
    body: JSON.stringify(introspecting ? { ...params, query: introspectionQuery } : withOwnOperation(params)),
  }).catch((cause: unknown) => {
    throw new Error(`${endpoint.href} could not be reached (${cause instanceof Error ? cause.message : cause})`)
  })

  const text = await response.text()
  const result = parseResult(text)
  const status = `HTTP ${response.status} ${response.statusText}`.trim()
  if (!result) throw new Error(`${status}: ${excerpt(text)}`)

  // A thrown error keeps GraphiQL from asking a second time in the hope of an older server.
  if (introspecting && !result.data) {
    const messages = errorMessages(result).join('\n') || 'the answer holds no schema'
    throw new Error(response.ok ? messages : `${status}: ${messages}`)
  }
  return result
}

/** The messages of a GraphQL answer's `errors`, or of the text that GraphiQL keeps of a failed one. */
export function errorMessages(answer: unknown): string[] {
  const errors = (answer as { errors?: unknown } | null)?.errors
  if (!Array.isArray(errors)) return []
  return errors.flatMap((error: { message?: unknown } | null) =>
    typeof error?.message === 'string' ? [error.message] : [],
  )
}

/** For a moment after a change of tabs GraphiQL still names the operation of the tab before. */
function withOwnOperation(params: FetcherParams): FetcherParams {
  try {
    const named = parse(params.query).definitions.some(
      (definition) =>
        definition.kind === Kind.OPERATION_DEFINITION && definition.name?.value === params.operationName,
    )
    return named ? params : { ...params, operationName: null }
  } catch {
    // The gateway says what is wrong with the query.
    return params
  }
}

function requestHeaders(edited: Record<string, unknown> = {}): Headers {
  const headers = new Headers({
    accept: 'application/graphql-response+json, application/json;q=0.9',
    'content-type': 'application/json',
  })
  const token = readToken()
  if (token) headers.set('authorization', `Bearer ${token}`)
  // What is typed in the header editor is the more deliberate choice.
  for (const [name, value] of Object.entries(edited)) headers.set(name, String(value))
  return headers
}

type Result = { data?: Record<string, unknown> | null; errors?: never[] }

function parseResult(text: string): Result | null {
  try {
    const value: unknown = JSON.parse(text)
    const isResult = typeof value === 'object' && value !== null && ('data' in value || 'errors' in value)
    return isResult ? (value as Result) : null
  } catch {
    return null
  }
}

function excerpt(text: string): string {
  const trimmed = text.trim()
  if (!trimmed) return 'the answer is empty'
  return trimmed.length > 300 ? `${trimmed.slice(0, 300)}…` : trimmed
}
