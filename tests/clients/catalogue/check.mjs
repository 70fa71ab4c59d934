// A catalogue of odd definitions, as GraphQL's reference implementation sees its schema.
//
//   node catalogue/check.mjs target/debug/didar-graphql http://127.0.0.1:8090/api
//
// The second argument is a sandbox; its definitions and search are overlaid with faults.
import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import {
  assertValidSchema,
  buildClientSchema,
  buildSchema,
  getIntrospectionQuery,
  getNamedType,
  isCompositeType,
  lexicographicSortSchema,
  printSchema,
} from 'graphql'

import { ask, check } from '../support.mjs'
import { GOOD, PERSIAN, definitions } from './definitions.mjs'
import { planted } from './values.mjs'

const [binary, sandbox] = process.argv.slice(2)
const API_KEY = 'sandbox0demo0key0not0a0real0one0'
const env = { ...process.env, DIDAR_BASE_URL: sandbox, DIDAR_API_KEY: API_KEY, DIDAR_GRAPHQL_LOG_FORMAT: 'json' }

/** From now on an action answers this, whatever it is asked. */
async function answer(action, response) {
  const kind = { raw: { status: 200, body: JSON.stringify({ Response: response }) } }
  const added = await control('faults', 'POST', { action, kind })
  assert.equal(added.status, 201)
}

function control(path, method, body) {
  const headers = { 'content-type': 'application/json' }
  return fetch(new URL(`/_sandbox/${path}`, sandbox), { method, headers, body: body && JSON.stringify(body) })
}

/** A gateway over the sandbox, ended with this process. */
async function serve() {
  const stdio = ['ignore', 'ignore', 'pipe']
  const gateway = spawn(binary, ['serve', '--listen', '127.0.0.1:0'], { env, stdio })
  process.on('exit', () => gateway.kill())
  for await (const line of createInterface({ input: gateway.stderr })) {
    const { message, address } = JSON.parse(line)
    if (message === 'listening') return `http://${address}/graphql`
  }
  throw new Error('the gateway ended')
}

const { good, all } = definitions()
const names = good.map(({ Key }) => Key.toLowerCase())
await answer('customfield/GetCustomfieldList', all)

const sdl = execFileSync(binary, ['schema'], { env, encoding: 'utf8', stdio: 'pipe' })
let schema

await check('catalogue: graphql-js builds the schema from the SDL and finds it valid', () => {
  schema = buildSchema(sdl)
  assertValidSchema(schema)
  return `${Object.keys(schema.getTypeMap()).length} types`
})

await check('catalogue: the SDL survives being printed and read again', () => {
  const printed = printSchema(schema)
  assert.equal(printSchema(buildSchema(printed)), printed)
})

await check(`catalogue: all ${GOOD} good fields are typed, and nothing of the broken ones`, () => {
  const fields = (type) => Object.keys(schema.getType(type).getFields())
  assert.deepEqual(fields('ContactCustomFieldsFilter'), names)
  // A date has its day beside it.
  const days = good.flatMap(({ kind }, index) => (kind === 'DATE_TIME' ? [`${names[index]}Day`] : []))
  const shown = fields('ContactCustomFields')
  assert.deepEqual(shown.filter((name) => !days.includes(name)), names)
  assert.deepEqual(shown.filter((name) => days.includes(name)), days)
})

await check('catalogue: fields are documented by their titles, without marks that turn the text', () => {
  const fields = schema.getType('ContactCustomFields').getFields()
  for (const { Key, Title } of good) {
    const { description } = fields[Key.toLowerCase()]
    assert.ok(description.endsWith(`(${Key})`), description)
    for (const word of PERSIAN) assert.equal(description.includes(word), Title.includes(word), description)
    assert.doesNotMatch(description, /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/u)
  }
})

const endpoint = await serve()

await check('catalogue: introspection over HTTP gives the schema of the SDL', async () => {
  const options = { schemaDescription: true, specifiedByUrl: true, oneOf: true, directiveIsRepeatable: true, inputValueDeprecation: true }
  const found = await ask(endpoint, getIntrospectionQuery(options))
  const introspected = buildClientSchema(found)
  assertValidSchema(introspected)
  const sorted = (it) => printSchema(lexicographicSortSchema(it))
  assert.equal(sorted(introspected), sorted(schema))
})

const own = Object.values(schema.getType('ContactCustomFields').getFields()).filter(({ name }) => names.includes(name))
const selected = own.map(({ name, type }) =>
  isCompositeType(getNamedType(type)) ? `${name} { option label }` : name,
)
const CONTACTS = `query ($first: Int) {
  contacts(first: $first) { totalCount nodes { displayName custom { ${selected.join(' ')} } } }
}`

await check('catalogue: every field of every kind is asked for at once', async () => {
  const { contacts } = await ask(endpoint, CONTACTS, { first: 100 })
  assert.equal(contacts.nodes.length, 100)
  for (const { custom } of contacts.nodes) assert.deepEqual(Object.keys(custom), names)
})

await check('catalogue: a value of every field is read, in the words of its options', async () => {
  const { List } = await (await control('contacts?limit=1', 'GET')).json()
  const { stored, expected } = planted(good)
  await answer('contact/PersonSearch', { List: [{ ...List[0], Fields: stored }], TotalCount: 1 })
  const { customFields } = await ask(endpoint, '{ customFields { key name kind options { name value } } }')
  const { contacts } = await ask(endpoint, CONTACTS, { first: 1 })
  assert.deepEqual(contacts.nodes[0].custom, expected(customFields))
  assert.deepEqual(
    customFields.filter(({ name }) => name !== null).map(({ name, kind }) => [name, kind]),
    good.map(({ kind }, index) => [names[index], kind]),
  )
})

await control('faults', 'DELETE')
process.exit(0)
