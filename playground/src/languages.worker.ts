/**
 * The one worker script of the page, started once for each language. The three that Monaco and monaco-graphql
 * bring are the same editor core with a language on top; apart they would embed that core three times.
 */
import { initialize } from 'monaco-editor/esm/vs/editor/editor.worker.js'
// Exports nothing: it leaves its start as the handler of the first message.
import 'monaco-editor/esm/vs/language/json/json.worker.js'
import { GraphQLWorker } from 'monaco-graphql/esm/GraphQLWorker.js'

const startJson = self.onmessage

self.onmessage = (event) => {
  if (self.name === 'json') startJson?.call(self, event)
  // The plain editor's worker asks for no language, so it never calls the function.
  else initialize((context: never, data: never) => new TitledWorker(context, data))
}

type Item = Awaited<ReturnType<GraphQLWorker['doComplete']>>[number]

/** Shows in the list of completions what a field is: `field_996_12_9` says little, its title does. */
class TitledWorker extends GraphQLWorker {
  override async doComplete(...where: Parameters<GraphQLWorker['doComplete']>): Promise<Item[]> {
    return (await super.doComplete(...where)).map(withTitle)
  }
}

function withTitle(item: Item): Item {
  const documentation = (item.documentation as { value: string } | undefined)?.value
  const title = documentation?.split('\n', 1)[0]
  if (!title) return item
  const type = item.detail ? `: ${item.detail}` : ''
  // Monaco takes an object for a label; monaco-graphql hands on what it is given.
  return { ...item, label: { label: item.label, detail: type, description: title } as never }
}
