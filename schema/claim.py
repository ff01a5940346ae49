"""Claims: who said so, and where."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, cast

import strawberry

from graph.contradictions import contradicting
from graph.model import Claim, Fact
from schema.enums import Stance
from schema.field import field
from schema.look import Look
from schema.scalars import PropertyValueScalar

if TYPE_CHECKING:
    from schema.kinds import Document


@strawberry.type(name="Claim", description="Who said so, and where. Two documents may disagree: both stand.")
class ClaimNode:
    """A claim on a fact."""

    look: strawberry.Private[Look]
    claim: strawberry.Private[Claim]
    fact: strawberry.Private[Fact]

    @field("The property spoken of; null: the fact as a whole.")
    def property(self) -> str | None:
        """Return the property's name."""
        return self.claim.property

    @field("The value that the document gives for the property.")
    def value(self) -> PropertyValueScalar | None:
        """Return the claimed value."""
        return None if self.claim.value is None else PropertyValueScalar(self.claim.value)

    @field("Whether the document says so, plans it, denies it, or lets one infer it.")
    def stance(self) -> Stance:
        """Return the stance."""
        return self.claim.stance

    @field("The document.")
    def source(self) -> Annotated[Document, strawberry.lazy("schema.kinds")]:
        """Return the document."""
        return cast("Document", self.look.entity_of(self.claim.source))

    @field("Where in the document: a heading, a page.")
    def locator(self) -> str | None:
        """Return the place in the document."""
        return self.claim.locator

    @field("When it was stated, if that is known.")
    def stated_on(self) -> date | None:
        """Return the day."""
        return self.claim.stated_on

    @field("Claims on the same fact that cannot be true together with this one.")
    def contradicted_by(self) -> list[ClaimNode]:
        """Return the claims that disagree."""
        return claim_nodes(self.look, self.fact, contradicting(self.claim, self.fact.claims))


def claim_nodes(look: Look, fact: Fact, claims: list[Claim] | tuple[Claim, ...]) -> list[ClaimNode]:
    """Return claims of a fact whose documents can be seen."""
    return [
        ClaimNode(look=look, claim=claim, fact=fact)
        for claim in claims
        if look.view.get_entity(claim.source) is not None
    ]
