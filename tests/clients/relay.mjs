// Relay's hooks in React, rendered into a document: what is checked is what a user would see.
//
//   node relay.mjs http://127.0.0.1:8080/graphql
//
// The artefacts have to be compiled before: run.sh does.
import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import { JSDOM } from 'jsdom'
import relay from 'react-relay'
import runtime from 'relay-runtime'

import CONTACT from './generated/relay/contactsCard_contact.graphql.js'
import CONTACTS from './generated/relay/contactsListQuery.graphql.js'
import CONTACT_LIST from './generated/relay/contactsList_query.graphql.js'
import DEAL from './generated/relay/dealsCard_deal.graphql.js'
import DEALS from './generated/relay/dealsListQuery.graphql.js'
import DEAL_LIST from './generated/relay/dealsList_query.graphql.js'
import { FILTER, LISTS, PAGE, WALKS, ask, check, sameEdges, walk } from './support.mjs'

/** The artefacts of each list. */
const ARTEFACTS = {
  contacts: { query: CONTACTS, list: CONTACT_LIST, card: CONTACT },
  deals: { query: DEALS, list: DEAL_LIST, card: DEAL },
}

const [endpoint] = process.argv.slice(2)
const { Environment, Network, RecordSource, Store } = runtime
const { RelayEnvironmentProvider, useLazyLoadQuery, usePaginationFragment, useRefetchableFragment } = relay

// React looks for its document while it is imported.
const { window } = new JSDOM('<div id="root"></div>')
Object.assign(globalThis, { window, document: window.document, IS_REACT_ACT_ENVIRONMENT: true })
globalThis.navigator ??= window.navigator // newer Node has its own
const { Suspense, act, createElement: h } = await import('react')
const { createRoot } = await import('react-dom/client')

function Card({ of, cursor, node, handles }) {
  const [data, refetch] = useRefetchableFragment(ARTEFACTS[of.name].card, node)
  handles.refetch[data.id] = refetch
  return h('li', { id: data.id, 'data-cursor': cursor }, JSON.stringify(data))
}

function List({ of, query, handles }) {
  const list = usePaginationFragment(ARTEFACTS[of.name].list, query)
  handles.list = list
  const { edges } = list.data[of.name]
  return h('ul', null, edges.map(({ cursor, node }) => h(Card, { key: node.id, of, cursor, node, handles })))
}

function App({ of, variables, handles }) {
  return h(List, { of, query: useLazyLoadQuery(ARTEFACTS[of.name].query, variables), handles })
}

/** A rendered list: `handles` has what its components could call, `asked` the operations sent. */
async function render(of, variables) {
  const asked = []
  const network = Network.create((operation, variables) => {
    asked.push(operation.name)
    return ask(endpoint, operation.text, variables).then((data) => ({ data }))
  })
  const environment = new Environment({ network, store: new Store(new RecordSource()) })
  const handles = { refetch: {} }
  const app = h(Suspense, { fallback: 'loading' }, h(App, { of, variables, handles }))
  const root = createRoot(document.getElementById('root'))
  await act(() => root.render(h(RelayEnvironmentProvider, { environment }, app)))
  while (!handles.list) await act(() => pause(5))
  return { handles, asked, close: () => act(() => root.unmount()) }
}

/** Calls one of Relay's functions and waits until its result is rendered. */
async function settle(call) {
  let ended
  await act(() => call({ onComplete: (error) => (ended = { error }) }))
  // In steps: a refetch goes on only when React renders, which it does between them.
  while (!ended) await act(() => pause(1))
  if (ended.error) throw ended.error
}

async function loadAll({ handles }) {
  while (handles.list.hasNext) await settle((options) => handles.list.loadNext(PAGE, options))
  while (handles.list.hasPrevious) await settle((options) => handles.list.loadPrevious(PAGE, options))
}

const rendered = () =>
  [...document.querySelectorAll('li')].map((item) => ({ cursor: item.dataset.cursor, node: { id: item.id } }))

for (const { list: of, which, filter } of WALKS) {
  const expected = await walk(endpoint, of, filter)
  const middle = expected[Math.floor(expected.length / 2)].cursor
  const starts = {
    'loadNext from the first page': { first: PAGE },
    'loadPrevious from the last page': { last: PAGE },
    'loadNext and loadPrevious from the middle': { first: PAGE, after: middle },
  }
  for (const [name, start] of Object.entries(starts)) {
    await check(`Relay, ${which}: ${name}`, async () => {
      const list = await render(of, { ...start, filter })
      await loadAll(list)
      sameEdges(rendered(), expected)
      await list.close()
      return `${expected.length} of them`
    })
  }
}

await check('Relay: the refetched list is its first page, once', async () => {
  const expected = await walk(endpoint, LISTS.contacts)
  const list = await render(LISTS.contacts, { first: PAGE })
  await settle((options) => list.handles.list.loadNext(PAGE, options))
  sameEdges(rendered(), expected.slice(0, 2 * PAGE))
  await settle((options) => list.handles.list.refetch({}, { fetchPolicy: 'network-only', ...options }))
  sameEdges(rendered(), expected.slice(0, PAGE))
  await list.close()
})

await check('Relay: a fragment on Contact is refetched through node(id:)', async () => {
  const list = await render(LISTS.contacts, { first: PAGE, filter: FILTER })
  const details = 'id displayName code custom { budget city { option label } } owner { displayName }'
  const { contacts } = await ask(
    endpoint,
    `query ($filter: ContactFilter) { contacts(first: ${PAGE}, filter: $filter) { nodes { ${details} } } }`,
    { filter: FILTER },
  )
  const expected = contacts.nodes.find((node) => node.custom.city && node.owner)
  await settle((options) => list.handles.refetch[expected.id]({ detailed: true }, options))
  assert.deepEqual(JSON.parse(document.getElementById(expected.id).textContent), expected)
  assert.deepEqual(list.asked, ['contactsListQuery', 'contactsCardRefetchQuery'])
  await list.close()
})

// Relay keeps timers for what nobody shows any longer; they would hold the process for minutes.
process.exit(0)
