/**
 * The row of tabs, in place of GraphiQL's own (`vite.config.ts`). That one shows the operation's name and knows no
 * other title, takes a swipe along the row for a tab that is dragged, so that a phone cannot reach the last, and puts
 * buttons inside of `role="tab"`, where assistive technology does not find them. This one is a list of buttons.
 */
import { CloseIcon, cn } from '@graphiql/react'
import { createContext, useContext, useEffect, useRef, type MouseEventHandler, type ReactNode } from 'react'
import { operationName } from './tabs'

/** Titles by the names of operations. A tab whose operation is called otherwise has the operation's name. */
export const TabTitles = createContext<ReadonlyMap<string, string>>(new Map())

const TabContext = createContext({ title: '', isActive: false })

interface TabsProps {
  'aria-label': string
  className: string
  children: ReactNode
}

export const Tabs = ({ className, children, ...props }: TabsProps) => (
  <ul className={cn('graphiql-tabs', className)} aria-label={props['aria-label']}>
    {children}
  </ul>
)

interface TabProps {
  value: { title: string; query: string | null }
  isActive: boolean
  children: ReactNode
}

function TabItem({ value, isActive, children }: TabProps) {
  const item = useRef<HTMLLIElement>(null)
  const name = operationName(value)
  const title = useContext(TabTitles).get(name) ?? name

  // A new tab opens at the end of the row, which may be out of sight.
  useEffect(() => {
    if (isActive) item.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [isActive])

  return (
    <li ref={item} className={cn('graphiql-tab', isActive && 'graphiql-tab-active')}>
      <TabContext value={{ title, isActive }}>{children}</TabContext>
    </li>
  )
}

interface ButtonProps {
  /** By which GraphiQL knows the tab that was clicked, and the one before the button that closes it. */
  id: string
  onClick: MouseEventHandler
}

function TabButton({ id, onClick }: ButtonProps) {
  const { title, isActive } = useContext(TabContext)
  return (
    <button
      type="button"
      id={id}
      className="graphiql-un-styled graphiql-tab-button"
      aria-controls="graphiql-session"
      aria-current={isActive}
      title={title}
      onClick={onClick}
    >
      {title}
    </button>
  )
}

function TabClose({ onClick }: Pick<ButtonProps, 'onClick'>) {
  const { title } = useContext(TabContext)
  return (
    <button
      type="button"
      className="graphiql-un-styled graphiql-tab-close"
      aria-label={`Close ${title}`}
      onClick={onClick}
    >
      <CloseIcon aria-hidden="true" />
    </button>
  )
}

export const Tab = Object.assign(TabItem, { Button: TabButton, Close: TabClose })
