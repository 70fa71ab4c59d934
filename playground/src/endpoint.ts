import type { Fetcher, FetcherParams } from '@graphiql/toolkit'
import { getIntrospectionQuery, Kind, parse } from 'graphql'
import { gateway, note, type Problem } from './gateway'
import { authorization, readToken } from './token'

/** Resolved against the page, so that https://host/crm/ talks to https://host/crm/graphql. */
export const endpoint = new URL('graphql', document.baseURI)

export const INTROSPECTION = 'IntrospectionQuery'

/** GraphiQL's own does not ask which inputs are @oneOf, which the editor's checks need, nor whose schema it is. */
const introspectionQuery = getIntrospectionQuery({ oneOf: true, specifiedByUrl: true }).replace(
  '__schema {',
  'account { name } __schema {',
)

type Typed = Record<string, unknown>
type Result = { data?: Record<string, unknown> | null; errors?: never[] }

/** Sends one operation. An answer that is GraphQL goes to the response pane as it is, whatever its status. */
export const fetcher: Fetcher = async (params, options) => {
  const introspecting = params.operationName === INTROSPECTION
  const body = introspecting ? { ...params, query: introspectionQuery } : withOwnOperation(params)
  const response = await send(body, options?.headers).catch((cause: unknown) => {
    const detail = `${endpoint.href} could not be reached (${cause instanceof Error ? cause.message : cause}).`
    if (introspecting) note({ problem: { kind: 'unreachable', detail } })
    throw new Error(detail)
  })

  const text = await response.text()
  const result = parseResult(text)
  if (introspecting) noteSchema(response, result, text, options?.headers)
  else noteAnswer(response, options?.headers)

  // GraphiQL prints it into the response pane, and does not ask a second time in the hope of an older server.
  if (introspecting && !result?.data) throw new Error('The schema could not be read: the notice above says why.')
  if (!result) throw new Error(whatWentWrong(response, result, text))
  return result
}

const send = (body: FetcherParams, edited: Typed = {}) =>
  fetch(endpoint, { method: 'POST', headers: requestHeaders(edited), body: JSON.stringify(body) })

function requestHeaders(edited: Typed): Headers {
  const headers = new Headers({
    accept: 'application/graphql-response+json, application/json;q=0.9',
    'content-type': 'application/json',
    ...authorization(readToken()),
  })
  // What is typed in the header editor is the more deliberate choice.
  for (const [name, value] of Object.entries(edited)) headers.set(name, String(value))
  return headers
}

function noteSchema(response: Response, result: Result | null, text: string, edited?: Typed) {
  if (!result?.data) return note({ problem: problemOf(response, result, text, edited), account: null })
  const { name } = (result.data.account ?? {}) as { name?: string }
  const version = response.headers.get('x-schema-version')
  note({ problem: null, account: name ?? null, readVersion: version, seenVersion: version })
}

/** A token can be withdrawn, and the account's fields can change, while the page is open. */
function noteAnswer(response: Response, edited?: Typed) {
  if (response.status === 401) return note({ problem: refusal(edited) })
  const seenVersion = response.headers.get('x-schema-version')
  if (!seenVersion) return
  const { problem, readVersion } = gateway()
  const isOver = problem?.kind === 'token' && seenVersion === readVersion
  note(isOver ? { seenVersion, problem: null } : { seenVersion })
}

function problemOf(response: Response, result: Result | null, text: string, edited?: Typed): Problem {
  if (response.status === 401) return refusal(edited)
  const detail = whatWentWrong(response, result, text)
  if (!result) return { kind: 'stranger', detail }
  const codes = (result.errors ?? []).map((error: { extensions?: { code?: string } }) => error.extensions?.code ?? '')
  const mayPass = codes.includes('DEFINITIONS_UNAVAILABLE')
  if (mayPass || codes.some((code) => code.startsWith('UPSTREAM_'))) return { kind: 'definitions', detail, mayPass }
  return { kind: 'refusal', detail }
}

function refusal(edited: Typed = {}): Problem {
  const typed = Object.keys(edited).some((name) => name.toLowerCase() === 'authorization')
  return { kind: 'token', refused: typed ? 'header' : readToken() ? 'token' : 'none' }
}

/** Names the status where the answer is not GraphQL: a proxy's HTML page, an empty body. */
function whatWentWrong(response: Response, result: Result | null, text: string): string {
  const status = `HTTP ${response.status} ${response.statusText}`.trim()
  if (!result) return `${status}: ${excerpt(text)}`
  const said = messages(result).join('\n') || 'the answer holds no schema'
  return response.ok ? said : `${status}: ${said}`
}

const messages = (result: Result | null): string[] =>
  (result?.errors ?? []).flatMap((error: { message?: unknown } | null) =>
    typeof error?.message === 'string' ? [error.message] : [],
  )

function excerpt(text: string): string {
  const trimmed = text.trim()
  if (!trimmed) return 'the answer is empty'
  return trimmed.length > 300 ? `${trimmed.slice(0, 300)}…` : trimmed
}

function parseResult(text: string): Result | null {
  try {
    const value: unknown = JSON.parse(text)
    const isResult = typeof value === 'object' && value !== null && ('data' in value || 'errors' in value)
    return isResult ? (value as Result) : null
  } catch {
    return null
  }
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
