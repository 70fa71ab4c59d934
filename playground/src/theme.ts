/**
 * The editors' colours. GraphiQL defines its themes when it loads the editor; a few of what they take from Monaco's are
 * too pale to read on the panes' backgrounds (WCAG AA, 4.5 : 1), the darker of which is #f1f2f4 or #2e384b.
 */
import { editor } from 'monaco-editor/esm/vs/editor/editor.api.js'

type Theme = import('monaco-editor').editor.IStandaloneThemeData

const READABLE: Record<string, Pick<Theme, 'colors' | 'rules'>> = {
  vs: {
    colors: {
      'editorBracketHighlight.foreground2': '#237a23',
      'editorLineNumber.foreground': '#1f6a80',
      'editorSuggestWidget.selectedForeground': '#a8046f',
      'list.highlightForeground': '#a8046f',
      'list.focusHighlightForeground': '#a8046f',
    },
    rules: [
      { token: 'number', foreground: '#08744c' },
      { token: 'type.identifier', foreground: '#006f6f' },
      { token: 'argument.identifier.gql', foreground: '#5653b8' },
    ],
  },
  'vs-dark': {
    colors: {
      'editorBracketHighlight.foreground2': '#e08fdc',
      'editorBracketHighlight.foreground3': '#58b6ff',
      'editorLineNumber.foreground': '#a0a8b8',
      'editorSuggestWidget.selectedForeground': '#ff8fb8',
      'list.highlightForeground': '#ff8fb8',
      'list.focusHighlightForeground': '#ff8fb8',
    },
    rules: [
      { token: 'comment', foreground: '#8fbf7a' },
      { token: 'keyword', foreground: '#74b4ea' },
      { token: 'string.value.json', foreground: '#dba088' },
      { token: 'argument.identifier.gql', foreground: '#a39eff' },
    ],
  },
}

const define = editor.defineTheme

editor.defineTheme = (name: string, theme: Theme) => {
  const { colors, rules } = READABLE[theme.base] ?? { colors: {}, rules: [] }
  define(name, { ...theme, colors: { ...theme.colors, ...colors }, rules: [...theme.rules, ...rules] })
}
