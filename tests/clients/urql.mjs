// urql with its normalising cache, which knows the schema and merges Relay pages.
//
//   node urql.mjs http://127.0.0.1:8080/graphql
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { Client, fetchExchange, gql } from '@urql/core'
import { cacheExchange } from '@urql/exchange-graphcache'
import { relayPagination } from '@urql/exchange-graphcache/extras'
import { buildSchema, introspectionFromSchema } from 'graphql'

import { FILTER, LISTS, PAGE, WALKS, check, page as document, sameEdges, walk } from './support.mjs'

const [endpoint] = process.argv.slice(2)
const sdl = readFileSync(new URL('../../schema/demo.graphql', import.meta.url), 'utf8')
const schema = introspectionFromSchema(buildSchema(sdl))

// As docs/clients.md says.
const guide = readFileSync(new URL('../../docs/clients.md', import.meta.url), 'utf8')
const KEYS = new Function(`const embedded = () => null; return {${guide.match(/keys: \{([\s\S]*?)\n  \}/)[1]}}`)()

/** A client with a cache of its own; the list it answers is of every page so far. */
function open(of) {
  const cache = cacheExchange({ schema, keys: KEYS, resolvers: { Query: { [of.name]: relayPagination() } } })
  const client = new Client({ url: endpoint, exchanges: [cache, fetchExchange] })
  return async (variables, requestPolicy = 'cache-first') => {
    const { data, error } = await client.query(gql(document(of)), variables, { requestPolicy }).toPromise()
    if (error) throw error
    return data[of.name]
  }
}

async function forward(page, list, filter) {
  while (list.pageInfo.hasNextPage) {
    list = await page({ first: PAGE, after: list.pageInfo.endCursor, filter })
  }
  return list
}

async function backward(page, list, filter) {
  while (list.pageInfo.hasPreviousPage) {
    list = await page({ last: PAGE, before: list.pageInfo.startCursor, filter })
  }
  return list
}

for (const { list: of, which, filter } of WALKS) {
  const expected = await walk(endpoint, of, filter)

  await check(`urql, ${which}: forward`, async () => {
    const page = open(of)
    const list = await forward(page, await page({ first: PAGE, filter }), filter)
    sameEdges(list.edges, expected)
    assert.equal(list.totalCount, expected.length)
    return `${expected.length} of them`
  })

  await check(`urql, ${which}: backward`, async () => {
    const page = open(of)
    const list = await backward(page, await page({ last: PAGE, filter }), filter)
    sameEdges(list.edges, expected)
  })

  await check(`urql, ${which}: pages that are fetched again are not there twice`, async () => {
    const page = open(of)
    await forward(page, await page({ first: PAGE, filter }), filter)
    for (const after of [undefined, expected[PAGE - 1].cursor, expected[2 * PAGE - 6].cursor]) {
      const list = await page({ first: PAGE, after, filter }, 'network-only')
      sameEdges(list.edges, expected)
    }
  })
}

await check('urql: lists of different filters are kept apart in one cache', async () => {
  const page = open(LISTS.contacts)
  const whole = await page({ first: PAGE })
  const part = await forward(page, await page({ first: PAGE, filter: FILTER }), FILTER)
  assert.equal((await page({ first: PAGE })).edges.length, whole.edges.length)
  sameEdges(part.edges, await walk(endpoint, LISTS.contacts, FILTER))
})

await check('urql: custom fields are part of their record, and no record of their own', async () => {
  const warnings = []
  const [warn, error] = [console.warn, console.error]
  console.warn = console.error = (...said) => warnings.push(said.join(' '))
  try {
    const cache = cacheExchange({ schema, keys: KEYS })
    const client = new Client({ url: endpoint, exchanges: [cache, fetchExchange] })
    const query = gql(
      '{ contacts(first: 5) { nodes { id custom { budget } customFields { key raw } addresses { value } } } }',
    )
    const { data } = await client.query(query, {}).toPromise()
    assert.equal(data.contacts.nodes.length, 5)
    const about = (name) => warnings.some((warning) => warning.includes(name))
    assert.ok(!['ContactCustomFields', 'CustomFieldValue', 'KeyValue'].some(about), warnings.join('\n'))
  } finally {
    Object.assign(console, { warn, error })
  }
})
