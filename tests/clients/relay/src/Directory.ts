// Everything that Relay asks of a schema: connections in pages forwards and backwards, objects fetched
// again by their id, and fragments on interfaces. The compiler refuses what breaks Relay's rules.
import { graphql } from "react-relay";

export const query = graphql`
  query DirectoryQuery($kinds: [KindName!]) {
    ...Directory_bodies
    relationships(first: 10, filter: { kinds: $kinds }) @connection(key: "Directory_relationships") {
      edges {
        node {
          id
          source {
            name
          }
        }
      }
    }
    involvement(first: 10) @connection(key: "Directory_involvement") {
      edges {
        node {
          where {
            id
          }
        }
      }
    }
    changes(first: 10) @connection(key: "Directory_changes") {
      edges {
        node {
          revision
        }
      }
    }
  }
`;

export const bodies = graphql`
  fragment Directory_bodies on Query
  @argumentDefinitions(first: { type: "Int", defaultValue: 10 }, after: { type: "String" })
  @refetchable(queryName: "DirectoryPaginationQuery") {
    entities(first: $first, after: $after, filter: { kinds: ["body"] }) @connection(key: "Directory_entities") {
      edges {
        node {
          id
          ...Directory_entity
          ...Directory_neighbours
          ...Directory_history
        }
      }
    }
  }
`;

export const entity = graphql`
  fragment Directory_entity on Entity
  @argumentDefinitions(last: { type: "Int", defaultValue: 5 }, before: { type: "String" })
  @refetchable(queryName: "DirectoryEntityQuery") {
    name
    ... on Body {
      level
    }
    relationships(last: $last, before: $before) @connection(key: "Directory_entity_relationships") {
      edges {
        node {
          id
          kind
        }
      }
    }
  }
`;

export const neighbours = graphql`
  fragment Directory_neighbours on Entity
  @argumentDefinitions(first: { type: "Int", defaultValue: 5 }, after: { type: "String" })
  @refetchable(queryName: "DirectoryNeighboursQuery") {
    neighbours(first: $first, after: $after) @connection(key: "Directory_entity_neighbours") {
      edges {
        node {
          id
        }
      }
    }
  }
`;

export const history = graphql`
  fragment Directory_history on Entity
  @argumentDefinitions(first: { type: "Int", defaultValue: 5 }, after: { type: "String" })
  @refetchable(queryName: "DirectoryHistoryQuery") {
    history(first: $first, after: $after) @connection(key: "Directory_entity_history") {
      edges {
        node {
          at
        }
      }
    }
  }
`;

export const live = graphql`
  subscription DirectoryLiveSubscription($since: Int) {
    changes(since: $since) {
      revision
      operations {
        subject {
          id
        }
      }
    }
  }
`;
