import './workers'
import '@graphiql/react/style.css'
import '@graphiql/plugin-doc-explorer/style.css'
import '@graphiql/plugin-history/style.css'
import 'graphiql/graphiql.css'
import './styles.css'
import './contrast.css'
import './narrow.css'
import './theme'

import { DOC_EXPLORER_PLUGIN, DocExplorerStore } from '@graphiql/plugin-doc-explorer'
import { HISTORY_PLUGIN, HistoryStore } from '@graphiql/plugin-history'
import { GraphiQLProvider } from '@graphiql/react'
import { GraphiQL, GraphiQLInterface } from 'graphiql'
import { createRoot } from 'react-dom/client'
import { useEditorOptions, useSystemTheme, useVariablesInSight } from './editors'
import { endpoint, fetcher, INTROSPECTION } from './endpoint'
import { useGateway } from './gateway'
import { Notice } from './notice'
import { pageStorage, type PageStorage } from './storage'
import { TabTitles } from './tab-strip'
import { givenTitles, openingTabs, type Tab } from './tabs'
import { TokenInUse } from './token-form'

const PLUGINS = [DOC_EXPLORER_PLUGIN, HISTORY_PLUGIN]

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
            <TabTitles value={givenTitles(storage)}>
              <GraphiQLInterface showPersistHeadersSettings={false}>
                <GraphiQL.Logo>
                  <></>
                </GraphiQL.Logo>
              </GraphiQLInterface>
            </TabTitles>
          </div>
        </DocExplorerStore>
      </HistoryStore>
    </GraphiQLProvider>
  )
}

function Bar() {
  const { account } = useGateway()
  useSystemTheme()
  useEditorOptions()
  useVariablesInSight()
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

const storage = pageStorage()
const tabs = await openingTabs(storage)
createRoot(document.getElementById('root')!).render(<Playground storage={storage} tabs={tabs} />)
