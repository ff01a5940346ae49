// The same network behind graphql-yoga as its documentation has it.
// `node server.mjs FILE` serves the data in a file on a free port, and prints where.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createSchema, createYoga } from "graphql-yoga";

const data = JSON.parse(readFileSync(process.argv[2], "utf8"));
const ties = new Map(data.relationships.map((tie) => [tie.key, tie]));
const entities = new Map(data.entities.map((entity) => [entity.key, entity]));
for (const entity of data.entities) {
  entity.ties = entity.ties.map((key) => ties.get(key));
  entity.holders = entity.holders?.map((key) => entities.get(key));
  entity.seats = entity.seats?.map((key) => entities.get(key));
}
for (const node of data.map.nodes) node.entity = entities.get(node.entity);

const types = {
  organisation: "Organisation",
  informal_group: "InformalGroup",
  district: "District",
  seat: "Seat",
  body: "Body",
};
const inherited = `key: ID! kind: String! slug: String! name: String! summary: String
  relationships(first: Int = 100): RelationshipConnection!`;
const relationships = ({ ties }, { first }) => ({ edges: ties.slice(0, first).map((node) => ({ node })) });

const schema = createSchema({
  typeDefs: `
    enum FactStatus { PLANNED ACTUAL ENDED }
    type Relationship { key: ID! kind: String! status: FactStatus! }
    type RelationshipEdge { node: Relationship! }
    type RelationshipConnection { edges: [RelationshipEdge!]! }
    interface Entity { ${inherited} }
    type Organisation implements Entity { ${inherited} }
    type InformalGroup implements Entity { ${inherited} }
    type District implements Entity { ${inherited} }
    type Seat implements Entity { ${inherited} occupancy: String! holders: [Entity!]! }
    type Body implements Entity { ${inherited} level: String! seats: [Seat!]! }
    type EntityEdge { node: Entity! }
    type EntityConnection { edges: [EntityEdge!]! }
    type MapNode { entity: Entity! x: Float! y: Float! size: Float! colour: String! shape: String! }
    type MapTie { source: Int! target: Int! kind: String! weight: Float! }
    type NetworkMap { nodes: [MapNode!]! ties: [MapTie!]! }
    type Network { map: NetworkMap! }
    type Viewer { name: String! }
    input EntityFilter { kinds: [String!] }
    type Query {
      viewer: Viewer!
      entities(filter: EntityFilter, first: Int = 100): EntityConnection!
      network: Network!
    }
  `,
  resolvers: {
    Query: {
      viewer: () => data.viewer,
      entities: (_, { filter, first }) => {
        const kinds = filter?.kinds;
        const found = kinds ? data.entities.filter((entity) => kinds.includes(entity.kind)) : data.entities;
        return { edges: found.slice(0, first).map((node) => ({ node })) };
      },
      network: () => ({ map: data.map }),
    },
    Entity: { __resolveType: (entity) => types[entity.kind] },
    ...Object.fromEntries(Object.values(types).map((type) => [type, { relationships }])),
  },
});

const server = createServer(createYoga({ schema, logging: false }));
server.listen(0, "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}/graphql`));
