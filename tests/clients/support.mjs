// What the checks share: their lines of output, and the gateway asked without a client.
import assert from 'node:assert/strict'

/** Divides neither the account nor a full page, so that the last page is short. */
export const PAGE = 37

/** A custom field's filter that matches a part of the demo account's contacts. */
export const FILTER = { custom: { budget: [{ isSet: false }, { in: [12] }] } }

/** The lists that are walked: what a row shows, the filter's type, and one that matches a part. */
export const LISTS = {
  contacts: { name: 'contacts', shows: 'displayName', type: 'ContactFilter', part: FILTER },
  // Rows that are compared here with the window that Didar was asked for.
  deals: { name: 'deals', shows: 'title', type: 'DealFilter', part: { wonOn: { from: '1390-01-01' } } },
}

/** Each list, whole and in part. */
export const WALKS = Object.values(LISTS).flatMap((list) => [
  { list, which: `all ${list.name}`, filter: undefined },
  { list, which: `filtered ${list.name}`, filter: list.part },
])

/** A page of a list, as clients that keep lists in a cache ask for it. */
export const page = ({ name, shows, type }) => `query Page($first: Int, $after: String, $last: Int, $before: String, $filter: ${type}) {
  ${name}(first: $first, after: $after, last: $last, before: $before, filter: $filter) {
    totalCount
    edges {
      cursor
      node {
        id
        ${shows}
      }
    }
    pageInfo {
      hasNextPage
      hasPreviousPage
      startCursor
      endCursor
    }
  }
}
`

/** Prints one line; the first check that does not hold, or does not end, ends the process. */
export async function check(name, test) {
  const fail = (error) => {
    console.log(`FAIL  ${name}: ${error?.stack ?? error}`)
    process.exit(1)
  }
  const patience = setTimeout(fail, 60_000, 'still not done after a minute')
  try {
    const remark = await test()
    console.log(`ok    ${name}${remark ? `: ${remark}` : ''}`)
  } catch (error) {
    fail(error)
  } finally {
    clearTimeout(patience)
  }
}

/** The data of an answer that must have no errors. */
export async function ask(endpoint, query, variables = {}) {
  const answer = await fetch(endpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json' },
    body: JSON.stringify({ query, variables }),
  })
  const { data, errors } = await answer.json()
  assert.equal(errors, undefined, JSON.stringify(errors))
  return data
}

const WALK = ({ name, type }) => `query Walk($after: String, $filter: ${type}) {
  ${name}(first: 100, after: $after, filter: $filter) {
    totalCount
    edges { cursor node { id } }
    pageInfo { hasNextPage endCursor }
  }
}`

/** Every edge, page by page, without any client's cache: what the clients must end up with. */
export async function walk(endpoint, list, filter) {
  const edges = []
  let page
  do {
    const after = page?.pageInfo.endCursor
    page = (await ask(endpoint, WALK(list), { after, filter }))[list.name]
    edges.push(...page.edges)
  } while (page.pageInfo.hasNextPage && edges.length <= page.totalCount)
  assert.equal(edges.length, page.totalCount, 'the walk ends with as many edges as there are')
  assert.equal(new Set(edges.map(({ node }) => node.id)).size, edges.length, 'none is there twice')
  assert.ok(edges.length > 3 * PAGE && edges.length % PAGE !== 0, `${edges.length} edges show little`)
  return edges
}

/**
 * The same records in the same order, and under the same cursors: a cursor that depends on
 * the page it came with could not be spliced by a cache.
 */
export function sameEdges(actual, expected) {
  const plain = (edges) => edges.map(({ cursor, node }) => `${node.id} ${cursor}`)
  const [left, right] = [plain(actual), plain(expected)]
  const at = right.findIndex((edge, index) => edge !== left[index])
  const where = at < 0 ? '' : `; at ${at} ${left[at]} instead of ${right[at]}`
  assert.ok(left.length === right.length && at < 0, `${left.length} edges for ${right.length}${where}`)
}
