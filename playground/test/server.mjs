/** A stand-in for the gateway: the built files, the policy they must live with, and a schema with made-up answers. */
import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildSchema, execute, parse, validate } from 'graphql'

const FILES = fileURLToPath(new URL('../../src/http/graphiql/', import.meta.url))
const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.txt': 'text/plain' }
export const TOKEN = 'let-me-in'

export const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "worker-src 'self'",
  "font-src 'self' data:",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const TABS = [
  {
    title: 'Account and its custom fields',
    query: 'query Account {\n  account {\n    name\n    schemaVersion\n  }\n  customFields {\n    key\n    title\n  }\n}\n',
    variables: '',
  },
  {
    title: 'جستجوی مخاطب با شماره',
    query: 'query ByPhone($phone: String!) {\n  contactsByPhone(phone: $phone) {\n    id\n    displayName\n  }\n}\n',
    variables: '{\n  "phone": "۰۹۱۲۳۴۵۶۷۸۹"\n}',
  },
]

const CONTACT = { id: '6b0d', displayName: 'مریم احمدی' }
const ANSWERS = {
  account: { name: 'شرکت نمونه', schemaVersion: 'c0ffee' },
  customFields: [
    { key: 'Field_996_0_8', title: 'توضیح مشتری' },
    { key: 'Field_996_4_10', title: 'شهر' },
  ],
  contactsByPhone: [CONTACT],
}

/**
 * Serves the playground at `/` and `/crm/`, and under `/locked/` behind a token.
 * `/down/` fails: its `state.answer` may be set to another answer.
 */
export async function startServer(schemaFiles) {
  const schema = buildSchema(schemaFiles.map((file) => readFileSync(file, 'utf8')).join('\n'))
  const state = { down: true, authorizations: [] }

  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost')
    const [, prefix, path] = /^\/(?:(crm|locked|down)\/)?(.*)$/.exec(pathname)
    const allowed = prefix !== 'locked' || request.headers.authorization === `Bearer ${TOKEN}`
    response.setHeader('content-security-policy', POLICY)
    response.setHeader('x-content-type-options', 'nosniff')

    const json = (status, body) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    }
    if (path === 'graphql' || path === 'graphiql-tabs.json') {
      const refusal = { errors: [{ message: 'توکن معتبر نیست: a valid token is needed', extensions: { code: 'UNAUTHENTICATED' } }] }
      if (!allowed) return json(401, refusal)
      if (prefix === 'down' && state.down) return response.writeHead(502).end('<h1>Bad gateway</h1>')
      if (path === 'graphiql-tabs.json') return json(200, TABS)

      state.authorizations.push(request.headers.authorization)
      const { query, variables, operationName } = JSON.parse(await body(request))
      const document = parse(query)
      const errors = validate(schema, document)
      if (errors.length > 0) return json(200, { errors })
      return json(200, execute({ schema, document, rootValue: ANSWERS, variableValues: variables, operationName }))
    }

    const file = join(FILES, normalize(`/${path || 'index.html'}`))
    if (!existsSync(file)) return response.writeHead(404).end()
    response.writeHead(200, { 'content-type': TYPES[extname(file)] }).end(readFileSync(file))
  })

  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { origin: `http://127.0.0.1:${server.address().port}`, state, close: () => server.close() }
}

async function body(request) {
  const chunks = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}
