// An account whose people typed anything into Didar's settings: the same odd account each time.

/** How many definitions are good. */
export const GOOD = 200

/** Control code and control type by kind, as docs/didar-api.md 5.1 has them; null is unnamed. */
const KINDS = [
  { kind: 'TEXT', code: 0, controls: ['TextBox', null] },
  { kind: 'TEXT', code: 1, controls: [null] },
  { kind: 'BOOLEAN', code: 3, controls: ['CheckBox', null] },
  { kind: 'CHOICE', code: 4, controls: ['DropDown', null] },
  { kind: 'CHOICE', code: 14, controls: [null] },
  { kind: 'MULTI_CHOICE', code: 9, controls: ['DropDown', null] },
  { kind: 'NUMBER', code: 12, controls: ['Number', null] },
  { kind: 'DATE_TIME', code: 5, controls: ['DatePicker'] },
  { kind: 'OTHER', code: 77, controls: [null] },
]

/** What titles and options are put together from. */
export const PERSIAN = ['بودجه', 'شهر', 'نام‌ونشان', 'كد ملي', 'تاریخ', '۱۴۰۴', 'می‌خواهد']
const ODD = [
  ...['"', '""', '"""', '\\', '\\"', '\\"""', '\\u0041', '\\n', "'", '`', '#', '{', '}', '$x', '@oneOf', '&', '!'],
  ...['\n', '\r\n', '\t', ' ', '   ', '\u00a0', '\u2028', '\u2029', '\u0085', '*/', '-->', '<b>', '%s', '${x}'],
  ...['\u200e', '\u200f', '\u202a', '\u202b', '\u202e', '\u2066', '\u2067', '\u2069', '\u061c'], // directions
  ...['\u200b', '\u200c', '\u200d', '\u2060', '\ufeff', '\u00ad', '\u0300', '\u0651'], // without width
  ...['\u0000', '\u0001', '\u0008', '\u001b', '\u001f', '\u007f', '\u009f', '\ufffe', '\uffff'], // controls
  ...['🎈', '👩‍👩‍👧', '🇮🇷', '❤️', '𝕏', '\u{10ffff}', 'true', 'null', '__typename', 'OPT_1', '12'],
]

/** The good definitions, and `all`: with broken ones among them, which must cost no other. */
export function definitions(seed = 1) {
  const random = generator(seed)
  const good = Array.from({ length: GOOD }, (_, index) => definition(random, index))
  const all = [...good]
  broken.forEach((one, index) => all.splice(23 + 41 * index, 0, one))
  return { good, all }
}

function definition(random, index) {
  // Every kind in turn, and every odd piece alone as a title before they are mixed.
  const { kind, code, controls } = KINDS[index % KINDS.length]
  const number = 100 + index
  return {
    kind,
    Id: `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
    Key: `Field_996_${code}_${number}`,
    Title: index % 10 === 9 ? 'برابر' : ([...ODD, ''][index] ?? text(random)),
    FieldType: 'Contact',
    ControlType: random.pick(controls),
    IsDeleted: false,
    IsSearchable: true,
    Options: kind.endsWith('CHOICE') ? options(random, index) : null,
  }
}

/** In both likely shapes (F95); equal ones count once. */
function options(random, index) {
  const texts = ['برابر', 'برابر', ...ODD.slice(index % 9, (index % 9) + 12)]
  texts.push(...Array.from({ length: 6 }, () => text(random)))
  return index % 2 === 0 ? texts : texts.map((Title, n) => ({ Id: String(n), Title }))
}

function text(random) {
  const pieces = Array.from({ length: 1 + random.below(7) }, () => random.pick(ODD))
  pieces.splice(random.below(pieces.length), 0, random.pick(PERSIAN))
  return pieces.join(random.pick(['', ' ']))
}

const id = (letter) => `00000000-0000-4000-9000-00000000000${letter}`
const broken = [
  { Id: id('a'), Key: { odd: true }, Title: 'a key that is an object', FieldType: 'Contact' },
  { Id: id('b'), Key: 'Field 996 0 1', Title: 'a key that is no name', FieldType: 'Contact' },
  { Id: id('c'), Key: 'Field_996_0_1', Title: '\ud800', FieldType: 'Contact' }, // half of a letter
  'no object at all',
]

/** mulberry32: small, and the same everywhere. */
function generator(seed) {
  let state = seed
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (count) => Math.floor(next() * count)
  return { below, pick: (list) => list[below(list.length)] }
}
