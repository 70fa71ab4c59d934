// Apollo Client with its own merging of Relay pages.
//
//   node apollo.mjs http://127.0.0.1:8080/graphql
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { ApolloClient, HttpLink, InMemoryCache, gql } from '@apollo/client'
import { relayStylePagination } from '@apollo/client/utilities'
import { filter, firstValueFrom } from 'rxjs'

import { PAGE, WALKS, check, page, sameEdges, walk } from './support.mjs'

const [endpoint] = process.argv.slice(2)

/** A list as a component watches it, over a cache of its own; `list` is what it shows. */
async function watch(of, variables) {
  const typePolicies = { Query: { fields: { [of.name]: relayStylePagination(['filter']) } } }
  const cache = new InMemoryCache({ typePolicies })
  const client = new ApolloClient({ cache, link: new HttpLink({ uri: endpoint }) })
  const query = client.watchQuery({ query: gql(page(of)), variables })
  // The merged list comes a moment after the page itself.
  const settled = () => firstValueFrom(query.pipe(filter(({ loading }) => !loading)))
  await settled()
  query.subscribe()
  const more = async (page) => {
    const unused = { first: undefined, after: undefined, last: undefined, before: undefined }
    await query.fetchMore({ variables: { ...unused, ...page } })
    await settled()
  }
  const refetch = async () => {
    await query.refetch()
    await settled()
  }
  return { more, refetch, list: () => query.getCurrentResult().data[of.name] }
}

async function forward({ more, list }) {
  while (list().pageInfo.hasNextPage) await more({ first: PAGE, after: list().pageInfo.endCursor })
}

async function backward({ more, list }) {
  while (list().pageInfo.hasPreviousPage) await more({ last: PAGE, before: list().pageInfo.startCursor })
}

for (const { list: of, which, filter: wanted } of WALKS) {
  const expected = await walk(endpoint, of, wanted)

  await check(`Apollo, ${which}: forward with fetchMore`, async () => {
    const watched = await watch(of, { first: PAGE, filter: wanted })
    await forward(watched)
    sameEdges(watched.list().edges, expected)
    assert.equal(watched.list().totalCount, expected.length)
    return `${expected.length} of them`
  })

  await check(`Apollo, ${which}: backward with fetchMore`, async () => {
    const watched = await watch(of, { last: PAGE, filter: wanted })
    await backward(watched)
    sameEdges(watched.list().edges, expected)
  })

  await check(`Apollo, ${which}: from the middle to both ends`, async () => {
    const after = expected[Math.floor(expected.length / 2)].cursor
    const watched = await watch(of, { first: PAGE, after, filter: wanted })
    await forward(watched)
    await backward(watched)
    sameEdges(watched.list().edges, expected)
  })

  await check(`Apollo, ${which}: pages that are fetched again are not there twice`, async () => {
    const watched = await watch(of, { first: PAGE, filter: wanted })
    // The second page, once more, and then across the border of the two.
    for (const end of [PAGE, PAGE, PAGE - 5]) {
      await watched.more({ first: PAGE, after: expected[end - 1].cursor })
      sameEdges(watched.list().edges, expected.slice(0, end + PAGE))
    }
    // Apollo's own rule: a first page replaces the list.
    await watched.refetch()
    sameEdges(watched.list().edges, expected.slice(0, PAGE))
    await forward(watched)
    sameEdges(watched.list().edges, expected)
  })
}

await check('Apollo: a second query keeps the first one\'s custom fields, as docs/clients.md says', async () => {
  const guide = await readFile(new URL('../../docs/clients.md', import.meta.url), 'utf8')
  const code = guide.match(/```js\n(import \{ InMemoryCache[\s\S]*?)```/)[1]
  const make = new Function('InMemoryCache', 'relayStylePagination', `${code.replace(/^import .*$/gm, '')}; return cache`)
  const cache = make(InMemoryCache, relayStylePagination)
  const client = new ApolloClient({ cache, link: new HttpLink({ uri: endpoint }) })
  const ask = (custom) =>
    client.query({ query: gql(`{ contacts(first: 5) { edges { node { id custom { ${custom} } } } } }`) })
  await ask('budget')
  await ask('remark')
  const both = 'budget remark'
  const query = gql(`{ contacts(first: 5) { edges { node { id custom { ${both} } } } } }`)
  const kept = cache.readQuery({ query })
  assert.equal(kept?.contacts.edges.length, 5, 'both are in the cache')
  assert.ok(kept.contacts.edges.every(({ node }) => 'budget' in node.custom && 'remark' in node.custom))
})
