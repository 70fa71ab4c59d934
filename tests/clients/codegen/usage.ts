// What a wrong filter is to those who generate types: a compile error. Never run.
import type {
  ContactsByCustomFieldsQuery,
  ContactsPageQueryVariables,
  OpenDealsQuery,
  OrderMutationVariables,
} from '../generated/codegen/operations'
import type { CaseFilter, Contact, ContactFilter, DealFilter } from '../generated/codegen/schema'

// The schema's types and the operations' come from two plugins: what is right must be so to both,
// what is wrong must be refused by both.
type OfOperation = NonNullable<ContactsPageQueryVariables['filter']>
type Right = ContactFilter & OfOperation
type Wrong = ContactFilter | OfOperation
type WrongCustom = NonNullable<Wrong['custom']>

/** A test on every kind of field. */
export const filter: Right = {
  type: 'PERSON',
  registeredOn: { from: '1404-01-01' },
  custom: {
    budget: [{ isSet: false }, { in: [12] }, { between: { from: 1, to: 5 } }],
    remark: [{ startsWith: 'س' }, { containsAny: ['شهر'] }],
    city: [{ in: ['TEHRAN'] }],
    clubMember: [{ is: true }],
    contractDate: [{ after: '2024-01-01T00:00:00.000Z' }, { onDay: '1404-02-15' }],
  },
  customFields: [{ key: 'Field_996_12_18', anyOf: [{ number: { gt: 5 } }, { isSet: false }] }],
}

export const variables: ContactsPageQueryVariables = { first: 10, filter }

export const wrong: WrongCustom[] = [
  // @ts-expect-error a number is not compared with a text
  { budget: [{ gt: '12' }] },
  // @ts-expect-error a list of numbers holds no text
  { budget: [{ in: [12, 'twelve'] }] },
  // @ts-expect-error a text field has no "gt"
  { remark: [{ gt: 5 }] },
  // @ts-expect-error a yes/no field takes no number
  { clubMember: [{ is: 1 }] },
  // @ts-expect-error no such option
  { city: [{ in: ['NOWHERE'] }] },
  // @ts-expect-error the option of another field
  { city: [{ in: ['BOOKS'] }] },
  // @ts-expect-error @oneOf: two tests in one entry
  { budget: [{ gt: 1, lt: 5 }] },
  // @ts-expect-error @oneOf: no test at all
  { budget: [{}] },
  // @ts-expect-error @oneOf: null is no operand
  { budget: [{ gt: null }] },
  // @ts-expect-error no such field
  { field_996_12_999: [{ isSet: true }] },
]

// @ts-expect-error @oneOf in the portable form: two kinds in one entry
export const portable: Wrong = { customFields: [{ key: 'k', anyOf: [{ number: { gt: 5 }, text: { in: [''] } }] }] }

/** Answers are typed by the fields' kinds. */
export function budget({ contacts }: ContactsByCustomFieldsQuery): number {
  const budgets = contacts?.nodes.map(({ custom }) => custom.budget ?? 0) ?? []
  return budgets.reduce((sum, one) => sum + one, 0)
}

export const city = ({ custom }: Contact): string | undefined => custom.city?.label
// @ts-expect-error a field that may be empty is not always a text
export const name = ({ displayName }: Contact): string => displayName

/** Deals and cases have filters of their own. */
export const deals: DealFilter = { status: 'PENDING', custom: { instalmentCount: [{ gt: 1 }] } }
export const cases: CaseFilter = { custom: { ticketNumber: [{ startsWith: 'T-' }] } }
export const wrongDeals: DealFilter[] = [
  // @ts-expect-error no such status
  { status: 'OPEN' },
  // @ts-expect-error a field of contacts
  { custom: { budget: [{ gt: 1 }] } },
]
// @ts-expect-error an item says how many
export const items: OrderMutationVariables['items'] = [{ productCode: 'A-1' }]
export const prices = ({ deals }: OpenDealsQuery) => deals?.nodes.map(({ title }) => title ?? '')
