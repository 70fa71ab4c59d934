// What the Relay compiler reads, as in contacts.js.
import { graphql } from 'relay-runtime'

graphql`
  query dealsListQuery($first: Int, $after: String, $last: Int, $before: String, $filter: DealFilter) {
    ...dealsList_query @arguments(first: $first, after: $after, last: $last, before: $before, filter: $filter)
  }
`

graphql`
  fragment dealsList_query on Query
  @refetchable(queryName: "dealsListPageQuery")
  @argumentDefinitions(
    first: { type: "Int" }
    after: { type: "String" }
    last: { type: "Int" }
    before: { type: "String" }
    filter: { type: "DealFilter" }
  ) {
    deals(first: $first, after: $after, last: $last, before: $before, filter: $filter)
      @connection(key: "dealsList_deals", filters: ["filter"]) {
      totalCount
      edges {
        cursor
        node {
          id
          ...dealsCard_deal
        }
      }
    }
  }
`

graphql`
  fragment dealsCard_deal on Deal @refetchable(queryName: "dealsCardRefetchQuery") {
    id
    title
  }
`
