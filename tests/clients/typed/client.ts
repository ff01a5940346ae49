// A client whose questions and answers are typed by the schema: what the server does not promise does not
// compile. It asks the server at the address given, and prints what it learnt as JSON.
import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { print } from "graphql";

import { CoverageDocument, InvolvedDocument, RecordDocument, VacantSeatsDocument } from "./generated.js";

const address = process.argv[2] ?? "";

async function ask<Answer, Variables>(
  document: TypedDocumentNode<Answer, Variables>,
  variables: Variables,
): Promise<Answer> {
  const response = await fetch(address, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/graphql-response+json" },
    body: JSON.stringify({ query: print(document), variables }),
  });
  const answer = (await response.json()) as { data?: Answer; errors?: { message: string }[] };
  if (!response.ok || answer.data === undefined) {
    throw new Error(answer.errors?.map((error) => error.message).join("\n") ?? response.statusText);
  }
  return answer.data;
}

const recorded = await ask(RecordDocument, {
  changes: [{ createEntity: { kind: "topic", name: "Typed topic", slug: "typed-topic" } }],
  key: "typed client",
});
const bodies = await ask(VacantSeatsDocument, {});
const vacant = bodies.entities.edges.flatMap(({ node }) =>
  "vacancies" in node && node.vacancies > 0 ? [[node.name, node.vacancies]] : [],
);
const subject = recorded.apply.entities[0]?.key ?? "";
const involved = await ask(InvolvedDocument, { in: subject, language: "EN" });
const coverage = await ask(CoverageDocument, {});
const empty = coverage.coverage.rows.filter((row) => row.cells.every((cell) => cell.actual + cell.planned === 0));

console.log(
  JSON.stringify({
    recorded: recorded.apply.entities.map((entity) => entity.slug),
    vacant,
    involved: involved.involvement.totalCount,
    kinds: involved.vocabulary.relationshipKinds.length,
    rows: coverage.coverage.rows.length,
    uncovered: empty.map((row) => row.label),
  }),
);
