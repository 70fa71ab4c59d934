// GraphQL Code Generator over the committed schema and operations.
//
//   node codegen/generate.mjs generated/codegen
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { codegen } from '@graphql-codegen/core'
import * as typescript from '@graphql-codegen/typescript'
import * as operations from '@graphql-codegen/typescript-operations'
import { parse } from 'graphql'

const [target] = process.argv.slice(2)
const source = fileURLToPath(new URL('../../../schema/', import.meta.url))
const read = (name) => parse(readFileSync(join(source, name), 'utf8'))

const schema = read('demo.graphql')
const names = readdirSync(join(source, 'operations')).map((name) => join('operations', name))
const documents = names.map((location) => ({ location, document: read(location) }))
// Without a mapping a scalar is `any`, which would accept every operand.
const config = { scalars: { DateTime: 'string', JalaliDate: 'string' }, enumsAsTypes: true }

mkdirSync(target, { recursive: true })
for (const [name, plugin] of Object.entries({ schema: typescript, operations })) {
  const filename = join(target, `${name}.ts`)
  const plugins = [{ [name]: {} }]
  const code = await codegen({ filename, schema, documents, config, plugins, pluginMap: { [name]: plugin } })
  writeFileSync(filename, code)
}
