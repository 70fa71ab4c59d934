// The gateway as a subgraph: Apollo's own composition takes what `_service` says.
import assert from 'node:assert/strict'
import { composeServices } from '@apollo/composition'
import { parse } from 'graphql'
import { check } from './support.mjs'

const [endpoint] = process.argv.slice(2)

async function ask(query) {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  })
  return response.json()
}

await check('Federation: the schema composes with that of another subgraph', async () => {
  const { data } = await ask('{ _service { sdl } }')
  const orders = 'type Query { orders(contact: ID!): [Order!]! } type Order { number: String! }'
  const subgraphs = [
    { name: 'crm', url: endpoint, typeDefs: parse(data._service.sdl) },
    { name: 'shop', url: 'http://shop.example/graphql', typeDefs: parse(orders) },
  ]
  const { errors, supergraphSdl } = composeServices(subgraphs)
  assert.deepEqual(errors?.map(({ message }) => message), undefined)
  for (const wanted of ['type Contact', 'budget', 'type Order', 'input ContactFilter']) {
    assert.ok(supergraphSdl.includes(wanted), wanted)
  }
})
