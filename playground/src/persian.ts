/** Persian texts: what is the same to those who read them, and the titles of custom fields. */

/**
 * A text as it is compared, much as the gateway does it (`src/crm/text.rs`): without case, with Persian letters for
 * Arabic ones and Latin digits, without vowel marks, stretching and joiners. Spaces go with the joiners, because
 * as many people type one in a joiner's place.
 */
export const fold = (text: string) =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\p{M}\p{Cf}\u0640]/gu, '')
    .replace(/[يى]/g, 'ی')
    .replace(/ك/g, 'ک')
    .replace(/[٠-٩۰-۹]/g, (digit) => String(digit.charCodeAt(0) % 16))

/** The key in brackets after a custom field's title: it would only repeat the name beside it. */
const KEY = / \(Field_\w+\)$/

/** What a description says first: of a custom field its title. */
export const titleIn = (description: string | null | undefined) =>
  (description ?? '').split('\n', 1)[0]!.replace(KEY, '')
