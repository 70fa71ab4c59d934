/**
 * The one worker script of the page, started once for each language. The three that Monaco and monaco-graphql
 * bring are the same editor core with a language on top; apart they would embed that core three times.
 */
import { initialize } from 'monaco-editor/esm/vs/editor/editor.worker.js'
// Exports nothing: it leaves its start as the handler of the first message.
import 'monaco-editor/esm/vs/language/json/json.worker.js'
import { completingByTitle } from './completion'

const startJson = self.onmessage

self.onmessage = (event) => {
  if (self.name === 'json') startJson?.call(self, event)
  // The plain editor's worker asks for no language, so it never calls the function.
  else initialize(completingByTitle)
}
