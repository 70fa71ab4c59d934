// What the Relay compiler reads; its artefacts are what runs, so no Babel plugin is needed.
import { graphql } from 'relay-runtime'

graphql`
  query contactsListQuery($first: Int, $after: String, $last: Int, $before: String, $filter: ContactFilter) {
    ...contactsList_query @arguments(first: $first, after: $after, last: $last, before: $before, filter: $filter)
  }
`

graphql`
  fragment contactsList_query on Query
  @refetchable(queryName: "contactsListPageQuery")
  @argumentDefinitions(
    first: { type: "Int" }
    after: { type: "String" }
    last: { type: "Int" }
    before: { type: "String" }
    filter: { type: "ContactFilter" }
  ) {
    contacts(first: $first, after: $after, last: $last, before: $before, filter: $filter)
      @connection(key: "contactsList_contacts", filters: ["filter"]) {
      totalCount
      edges {
        cursor
        node {
          id
          ...contactsCard_contact
        }
      }
    }
  }
`

graphql`
  fragment contactsCard_contact on Contact
  @refetchable(queryName: "contactsCardRefetchQuery")
  @argumentDefinitions(detailed: { type: "Boolean", defaultValue: false }) {
    id
    displayName
    code @include(if: $detailed)
    custom @include(if: $detailed) {
      budget
      city {
        option
        label
      }
    }
    owner @include(if: $detailed) {
      displayName
    }
  }
`
