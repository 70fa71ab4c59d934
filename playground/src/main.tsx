import './workers'
import '@graphiql/react/style.css'
import '@graphiql/plugin-doc-explorer/style.css'
import '@graphiql/plugin-history/style.css'
import 'graphiql/graphiql.css'
import './styles.css'

import { DOC_EXPLORER_PLUGIN, DocExplorerStore } from '@graphiql/plugin-doc-explorer'
import { HISTORY_PLUGIN, HistoryStore } from '@graphiql/plugin-history'
import { GraphiQLProvider, useGraphiQL, useGraphiQLActions } from '@graphiql/react'
import { GraphiQL, GraphiQLInterface } from 'graphiql'
import { useEffect } from 'react'
import { createRoot } from 'react-dom/client'
import { endpoint, fetcher, INTROSPECTION } from './endpoint'
import { useGateway } from './gateway'
import { Notice } from './notice'
import { pageStorage, type PageStorage } from './storage'
import { openingTabs, type Tab } from './tabs'
import { TokenInUse } from './token-form'

const PLUGINS = [DOC_EXPLORER_PLUGIN, HISTORY_PLUGIN]

/** Faces for code, then faces with Persian letters. */
const EDITOR_FONTS =
  "'Fira Code', 'Cascadia Code', Menlo, Consolas, 'DejaVu Sans Mono', 'Vazir Code', Vazirmatn, Tahoma, monospace"

/** The parts of `<GraphiQL>` put together by hand: the bar and the notice need the provider around them. */
function Playground({ storage, tabs }: { storage: PageStorage; tabs: Tab[] }) {
  return (
    <GraphiQLProvider
      fetcher={fetcher}
      storage={storage}
      {...(tabs.length > 0 ? { defaultTabs: tabs } : {})}
      defaultQuery=""
      shouldPersistHeaders={false}
      introspectionQueryName={INTROSPECTION}
      plugins={PLUGINS}
      referencePlugin={DOC_EXPLORER_PLUGIN}
    >
      <HistoryStore>
        <DocExplorerStore>
          {/* GraphiQL's class brings its colours and controls to what stands around it. */}
          <div className="graphiql-container playground">
            <Bar />
            <Notice storage={storage} />
            <GraphiQLInterface
              showPersistHeadersSettings={false}
              // An example's variables should be seen before it is run.
              {...(tabs.some((tab) => tab.variables) ? { defaultEditorToolsVisibility: true } : {})}
            >
              <GraphiQL.Logo>
                <></>
              </GraphiQL.Logo>
            </GraphiQLInterface>
          </div>
        </DocExplorerStore>
      </HistoryStore>
    </GraphiQLProvider>
  )
}

function Bar() {
  const { account } = useGateway()
  useSystemTheme()
  useEditorFonts()
  return (
    <header className="playground-bar">
      <h1>Didar GraphQL</h1>
      <code className="playground-endpoint">POST {endpoint.pathname}</code>
      {account && (
        <span className="playground-account">
          Account <bdi>{account}</bdi>
        </span>
      )}
      <TokenInUse />
    </header>
  )
}

/** GraphiQL's styles follow the system by themselves; its editors look only once. */
function useSystemTheme() {
  const { setTheme } = useGraphiQLActions()
  const theme = useGraphiQL((state) => state.theme)
  useEffect(() => {
    if (theme) return
    const system = matchMedia('(prefers-color-scheme: dark)')
    const follow = () => setTheme(null)
    system.addEventListener('change', follow)
    return () => system.removeEventListener('change', follow)
  }, [theme, setTheme])
}

/** GraphiQL names one font that few have, and Monaco's own ones have no Persian letters. */
function useEditorFonts() {
  const { queryEditor, variableEditor, headerEditor, responseEditor } = useGraphiQL((state) => ({
    queryEditor: state.queryEditor,
    variableEditor: state.variableEditor,
    headerEditor: state.headerEditor,
    responseEditor: state.responseEditor,
  }))
  useEffect(() => {
    for (const editor of [queryEditor, variableEditor, headerEditor, responseEditor]) {
      editor?.updateOptions({ fontFamily: EDITOR_FONTS })
    }
  }, [queryEditor, variableEditor, headerEditor, responseEditor])
}

const storage = pageStorage()
const tabs = await openingTabs(storage)
createRoot(document.getElementById('root')!).render(<Playground storage={storage} tabs={tabs} />)
