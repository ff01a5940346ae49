"""Questions to start from: they hold in every network, and are there for people to change."""

from __future__ import annotations

from dataclasses import dataclass

from graph.vocabulary.kinds import Label


@dataclass(frozen=True, slots=True)
class Starter:
    """A question, and what it asks in words; `name` is what it is called in addresses."""

    name: str
    words: Label
    query: str


STARTERS = (
    Starter(
        "bodies",
        Label("Quali organi ci sono, e dove?", "Which bodies are there, and where?"),
        """\
{
  entities(filter: {kinds: ["body"]}) {
    totalCount
    edges { node { name status districts { name } } }
  }
}""",
    ),
    Starter(
        "seats",
        Label("Quali posti sono vacanti, e perché?", "Which seats are vacant, and why?"),
        """\
{
  entities(filter: {kinds: ["body"]}) {
    edges {
      node {
        name
        ... on Body {
          vacancies
          seats { name occupancy reason }
        }
      }
    }
  }
}""",
    ),
    Starter(
        "coverage",
        Label("Che cosa manca, e in quale ambito?", "Which district lacks what?"),
        """\
{
  coverage(rows: ACTION) {
    rows {
      label
      cells { district { name } actual planned }
    }
  }
}""",
    ),
    Starter(
        "involved",
        Label("Chi è coinvolto nelle azioni?", "Who is involved in the actions?"),
        """\
{
  entities(filter: {kinds: ["action"]}, first: 20) {
    edges {
      node {
        name
        relationships(direction: IN) {
          edges { node { kind status role source { kind name } } }
        }
      }
    }
  }
}""",
    ),
    Starter(
        "sources",
        Label("Dove sono in disaccordo i documenti?", "Where do the documents disagree?"),
        """\
{
  entities(filter: {kinds: ["organisation"]}) {
    edges {
      node {
        name
        claims {
          property
          value
          locator
          contradictedBy { value locator }
        }
      }
    }
  }
}""",
    ),
    Starter(
        "search",
        Label("Che cosa c’è con queste parole?", "What is there by these words?"),
        """\
{
  search(text: "giovani", first: 10) {
    score
    entity { kind name summary }
  }
}""",
    ),
    Starter(
        "network",
        Label(
            "Quanto è coesa la rete, e chi la tiene insieme?",
            "How cohesive is it, and who holds it together?",
        ),
        """\
{
  network(scope: {status: [ACTUAL, PLANNED]}) {
    nodeCount
    tieCount
    cohesion { componentCount isolateCount averageDegree density }
    centrality(measure: BETWEENNESS, first: 5) { rank value entity { name } }
  }
}""",
    ),
    Starter(
        "changes",
        Label("Chi ha scritto che cosa, e quando?", "Who wrote what, and when?"),
        """\
{
  changes(first: 3) {
    edges {
      node {
        revision
        at
        actor
        note
        operations { type subject { ... on Entity { kind name } } }
      }
    }
    pageInfo { hasNextPage endCursor }
  }
}""",
    ),
    Starter(
        "vocabulary",
        Label("Quali tipi di cose ci sono?", "Which kinds of things are there?"),
        """\
{
  vocabulary {
    entityKinds { name label(language: EN) }
    relationshipKinds { name label(language: EN) sources targets }
  }
}""",
    ),
)


def get_starter(name: str) -> Starter | None:
    """Return the question of that name."""
    return next((starter for starter in STARTERS if starter.name == name), None)
