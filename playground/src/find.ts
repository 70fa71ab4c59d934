/** Finds what a schema documents, by its name or by what is written about it: of a custom field, its title. */
import type { DocExplorerFieldDef, DocExplorerNavStackItem } from '@graphiql/plugin-doc-explorer'
import { isEnumType, isInputObjectType, isInterfaceType, isObjectType } from 'graphql'
import type { GraphQLArgument, GraphQLNamedType, GraphQLSchema } from 'graphql'
import { fold, titleIn } from './persian'

/** A type, or what it consists of: a field, one of its arguments, a value. */
export interface Entry {
  type: GraphQLNamedType
  member?: string
  argument?: GraphQLArgument
  title: string
  /** The pages that lead to it: an argument stands on its field's, a value on its type's. */
  pages: DocExplorerNavStackItem[]
  /** By what it is found. */
  name: string
  words: string
}

/** As many as anyone looks through. */
const LIMIT = 100

/** All that is documented: types first, arguments last. */
export function documented(schema: GraphQLSchema): Entry[] {
  const types = Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith('__'))
  const about = types.map((type) => entry(type, [type]))
  return [...about, ...types.flatMap(valuesOf), ...types.flatMap(membersOf), ...types.flatMap(argumentsOf)]
}

/** What belongs to the type on the page comes first; what a text names comes before what only mentions it. */
export function find(entries: Entry[], text: string, here: unknown): Entry[] {
  const wanted = fold(text)
  const rank = ({ type, name }: Entry) => (type === here ? 0 : 2) + (name.includes(wanted) ? 0 : 1)
  return entries
    .filter(({ name, words }) => name.includes(wanted) || words.includes(wanted))
    .sort((one, other) => rank(one) - rank(other))
    .slice(0, LIMIT)
}

const valuesOf = (type: GraphQLNamedType) =>
  isEnumType(type) ? type.getValues().map((value) => ({ ...entry(value, [type]), member: value.name })) : []

const membersOf = (type: GraphQLNamedType) =>
  fieldsOf(type).map((field) => ({ ...entry(field, [type, field]), member: field.name }))

const argumentsOf = (type: GraphQLNamedType) =>
  fieldsOf(type).flatMap((field) => {
    const args: readonly GraphQLArgument[] = 'args' in field ? field.args : []
    return args.map((argument) => ({ ...entry(argument, [type, field]), member: field.name, argument }))
  })

const fieldsOf = (type: GraphQLNamedType) =>
  isObjectType(type) || isInterfaceType(type) || isInputObjectType(type) ? Object.values(type.getFields()) : []

type Documented = { name: string; description?: string | null | undefined }
type Path = [GraphQLNamedType, DocExplorerFieldDef?]

const entry = ({ name, description }: Documented, path: Path): Entry => ({
  type: path[0],
  title: titleIn(description),
  pages: path.flatMap((def) => (def ? [{ name: def.name, def }] : [])),
  name: fold(name),
  words: fold(description ?? ''),
})
