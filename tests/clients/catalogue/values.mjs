// A stored value for every field, and what the gateway must make of it.

/** `stored` is a row's `Fields`; `expected`, given the options' names, the typed answer. */
export function planted(good) {
  const stored = Object.fromEntries(good.map((definition, index) => [definition.Key, value(definition, index)]))
  const expected = (customFields) => {
    const options = new Map(customFields.map(({ key, options }) => [key, options]))
    const typed = good.map(({ Key, kind }) => [Key.toLowerCase(), read(kind, stored[Key], options.get(Key))])
    return Object.fromEntries(typed)
  }
  return { stored, expected }
}

function value({ kind, Title, Options }, index) {
  const texts = [...new Set(Options?.map((option) => option.Title ?? option))]
  switch (kind) {
    case 'NUMBER':
      return index % 2 === 0 ? index + 0.5 : String(index + 0.5)
    case 'BOOLEAN':
      return index % 2 === 0
    case 'DATE_TIME':
      return `2024-02-29T23:59:${String(index % 60).padStart(2, '0')}Z`
    case 'CHOICE':
      return texts[index % texts.length]
    case 'MULTI_CHOICE':
      return [...texts, 'no longer among them']
    default:
      return Title
  }
}

function read(kind, value, options) {
  // An option that is gone has its text and no name.
  const choice = (text) => ({ option: options.find(({ value }) => value === text)?.name ?? null, label: text })
  switch (kind) {
    case 'NUMBER':
      return Number(value)
    case 'BOOLEAN':
      return value
    case 'DATE_TIME':
      return new Date(value).toISOString()
    case 'CHOICE':
      return choice(value)
    case 'MULTI_CHOICE':
      return value.map(choice)
    default:
      return value || null // an empty text is no value (F111)
  }
}
