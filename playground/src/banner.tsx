import { useGraphiQL, useGraphiQLActions } from '@graphiql/react'
import { useEffect, useRef } from 'react'
import { errorMessages } from './endpoint'

/** Says why there is no schema: without one, completion and documentation are silently missing. */
export function SchemaBanner() {
  const { introspect } = useGraphiQLActions()
  const { fetchError, isIntrospecting, schema, responseEditor } = useGraphiQL((state) => ({
    fetchError: state.fetchError,
    isIntrospecting: state.isIntrospecting,
    schema: state.schema,
    responseEditor: state.responseEditor,
  }))

  // GraphiQL also prints the failure into the response pane and leaves it there after a retry that worked.
  const printed = useRef<string | null>(null)
  useEffect(() => {
    if (fetchError) {
      printed.current = fetchError
    } else if (schema && printed.current) {
      if (responseEditor?.getValue() === printed.current) responseEditor.setValue('')
      printed.current = null
    }
  }, [fetchError, schema, responseEditor])

  if (!fetchError) return null
  return (
    <div className="playground-banner" role="alert">
      <div>
        <strong>The schema could not be read.</strong>
        <span dir="auto">{reason(fetchError)}</span>
      </div>
      <button type="button" className="graphiql-button" disabled={isIntrospecting} onClick={() => void introspect()}>
        Retry
      </button>
    </div>
  )
}

/** GraphiQL keeps a failure as the JSON text of an answer with `errors`. */
function reason(fetchError: string): string {
  try {
    return errorMessages(JSON.parse(fetchError)).join('\n') || fetchError
  } catch {
    return fetchError
  }
}
