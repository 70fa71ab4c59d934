/**
 * Completion for accounts whose fields are called `field_996_12_9`: the list shows what a field is, and a title
 * that is typed finds its field.
 */
import type { Position, worker } from 'monaco-editor'
import { GraphQLWorker } from 'monaco-graphql/esm/GraphQLWorker.js'
import { titleIn } from './persian'

type Item = Awaited<ReturnType<GraphQLWorker['doComplete']>>[number]
type Data = ConstructorParameters<typeof GraphQLWorker>[1]

/** Names in GraphQL are Latin, so a Persian word is the beginning of a title. */
const TYPED_TITLE = /[\u0600-\u06ff\u200c]+$/

/** What is written about an input that has another name now: nobody is to begin with the old one. */
const OLD_NAME = /; the old name of `\w+`/

export function completingByTitle(context: worker.IWorkerContext, data: Data): GraphQLWorker {
  let completed: Position | null = null
  const getMirrorModels = () => {
    const models = context.getMirrorModels()
    const at = completed
    return at ? models.map((model) => ({ ...model, uri: model.uri, getValue: () => split(model, at).text })) : models
  }
  const languages = new GraphQLWorker({ ...context, getMirrorModels }, data)
  const complete = languages.doComplete.bind(languages)

  languages.doComplete = async (uri, position) => {
    // The text is read before the call returns.
    completed = position
    const items = complete(uri, position)
    completed = null
    const model = context.getMirrorModels().find((one) => one.uri.toString() === uri)
    const byTitle = model !== undefined && split(model, position).title !== ''
    const current = (await items).filter((item) => !OLD_NAME.test(documentationOf(item) ?? ''))
    return current.map((item) => withTitle(item, byTitle))
  }
  return languages
}

/** The title that ends at the position, and the text with blanks in its place. */
function split(model: worker.IMirrorModel, { lineNumber, column }: Position) {
  const lines = model.getValue().split('\n')
  const line = lines[lineNumber - 1] ?? ''
  const before = line.slice(0, column - 1)
  const title = TYPED_TITLE.exec(before)?.[0] ?? ''
  lines[lineNumber - 1] = before.slice(0, before.length - title.length) + ' '.repeat(title.length) + line.slice(column - 1)
  return { title, text: lines.join('\n') }
}

const documentationOf = (item: Item) => (item.documentation as { value: string } | undefined)?.value

function withTitle(item: Item, byTitle: boolean): Item {
  const title = titleIn(documentationOf(item))
  if (!title) return item
  // Monaco takes an object for a label; monaco-graphql hands on what it is given.
  const label = { label: item.label, detail: item.detail ? `: ${item.detail}` : '', description: title } as never
  return { ...item, label, ...(byTitle ? { filterText: title } : {}) }
}
