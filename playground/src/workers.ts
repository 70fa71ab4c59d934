import type { Environment } from 'monaco-editor'
import LanguageWorker from './languages.worker?worker'

// A file next to the script, not a blob: `worker-src 'self'` is enough. Its name says which language it is for.
const environment: Environment = {
  getWorker: (_id, label) => new LanguageWorker({ name: label }),
}

Object.assign(globalThis, { MonacoEnvironment: environment })
