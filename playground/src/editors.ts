/** What the editors are told beyond what GraphiQL tells them. */
import { useGraphiQL, useGraphiQLActions } from '@graphiql/react'
import { useEffect } from 'react'

const EDITOR_OPTIONS = {
  // Faces for code, then faces with Persian letters: GraphiQL names one that few have, Monaco none with such letters.
  fontFamily:
    "'Fira Code', 'Cascadia Code', Menlo, Consolas, 'DejaVu Sans Mono', 'Vazir Code', Vazirmatn, Tahoma, monospace",
  // Otherwise long lines end at the column of buttons, as if something lay over them.
  wordWrap: 'on',
  // Dimmed, the number of an empty last line is too pale to read.
  renderFinalNewline: 'on',
} as const

/** GraphiQL's styles follow the system by themselves; its editors look only once. */
export function useSystemTheme() {
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

export function useEditorOptions() {
  const { queryEditor, variableEditor, headerEditor, responseEditor } = useGraphiQL((state) => ({
    queryEditor: state.queryEditor,
    variableEditor: state.variableEditor,
    headerEditor: state.headerEditor,
    responseEditor: state.responseEditor,
  }))
  useEffect(() => {
    for (const editor of [queryEditor, variableEditor, headerEditor, responseEditor]) {
      editor?.updateOptions(EDITOR_OPTIONS)
    }
  }, [queryEditor, variableEditor, headerEditor, responseEditor])
}

/** Variables should be seen before they are sent. GraphiQL shows their editor to whoever presses its button. */
export function useVariablesInSight() {
  const tab = useGraphiQL((state) => state.tabs[state.activeTabIndex])
  useEffect(() => {
    if (tab?.variables) document.querySelector<HTMLElement>('[aria-label="Show editor tools"]')?.click()
    // Once for each tab: an editor that was put away while one writes stays away.
  }, [tab?.id])
}
