/**
 * The documentation's search, in place of GraphiQL's own, which looks at names only (`vite.config.ts`): where a field
 * is called `field_996_12_9`, people know it by its title.
 */
import { Combobox, ComboboxInput, ComboboxOption, ComboboxOptions } from '@headlessui/react'
import { useDocExplorer, useDocExplorerActions } from '@graphiql/plugin-doc-explorer'
import { formatShortcutForOS, KEY_MAP, MagnifyingGlassIcon, useGraphiQL } from '@graphiql/react'
import { useMemo, useRef, useState } from 'react'
import { documented, find, type Entry } from './find'

/** Starts anew with each page that it opens, because it hides the page's title for as long as it has the focus. */
export function Search() {
  const [opened, setOpened] = useState(0)
  return <SearchBox key={opened} onOpen={() => setOpened(opened + 1)} />
}

function SearchBox({ onOpen }: { onOpen: () => void }) {
  const schema = useGraphiQL((state) => state.schema)
  const here = useDocExplorer().at(-1)!
  const { push } = useDocExplorerActions()
  const [text, setText] = useState('')
  const [isFocused, setIsFocused] = useState(false)
  const input = useRef<HTMLInputElement>(null)
  const entries = useMemo(() => (schema ? documented(schema) : []), [schema])

  const open = (entry: Entry | null) => {
    entry?.pages.forEach(push)
    onOpen()
  }
  return (
    <Combobox
      as="div"
      className="graphiql-doc-explorer-search"
      onChange={open}
      data-state={isFocused ? undefined : 'idle'}
    >
      {/* GraphiQL's shortcut clicks here. */}
      <div className="graphiql-doc-explorer-search-input" onClick={() => input.current?.focus()}>
        <MagnifyingGlassIcon />
        <ComboboxInput
          ref={input}
          dir="auto"
          autoComplete="off"
          aria-label={`Search ${here.name}`}
          placeholder={formatShortcutForOS(KEY_MAP.searchInDocs.key.replaceAll('-', ' '))}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onFocus={() => setIsFocused(true)}
          onBlur={() => setIsFocused(false)}
        />
      </div>
      {isFocused && (
        <ComboboxOptions>
          <Results found={find(entries, text, here.def)} here={here.def} />
        </ComboboxOptions>
      )}
    </Combobox>
  )
}

/** What belongs to the type on the page goes without the type's name. */
function Results({ found, here }: { found: Entry[]; here: unknown }) {
  const within = found.filter(({ type, member }) => type === here && member)
  const others = found.filter(({ type }) => type !== here)
  return (
    <>
      {within.length + others.length === 0 && (
        <div className="graphiql-doc-explorer-search-empty">No results found</div>
      )}
      {within.map((entry) => (
        <Result key={keyOf(entry)} entry={entry} />
      ))}
      {within.length > 0 && others.length > 0 && (
        <div className="graphiql-doc-explorer-search-divider">Other results</div>
      )}
      {others.map((entry) => (
        <Result key={keyOf(entry)} entry={entry} typed />
      ))}
    </>
  )
}

const keyOf = ({ type, member, argument }: Entry) => [type.name, member, argument?.name].join('.')

function Result({ entry, typed = false }: { entry: Entry; typed?: boolean }) {
  const { type, member, argument, title } = entry
  return (
    <ComboboxOption value={entry}>
      {typed && <span className="graphiql-doc-explorer-search-type">{type.name}</span>}
      {typed && member && (
        <>
          .<wbr />
        </>
      )}
      {member && <span className="graphiql-doc-explorer-search-field">{member}</span>}
      {argument && (
        <>
          (<span className="graphiql-doc-explorer-search-argument">{argument.name}</span>: {String(argument.type)})
        </>
      )}
      {title && <div className="playground-search-title">{title}</div>}
    </ComboboxOption>
  )
}
