"""Where documents disagree about a fact."""

from __future__ import annotations

from collections.abc import Sequence

from graph.model import Claim, Stance


def contradicting(claim: Claim, among: Sequence[Claim]) -> list[Claim]:
    """Return the claims on the same fact that cannot be true together with this one.

    Of one property: other values, or a denial of the same value. Of the fact as a whole: a denial
    against anything else. That a thing is planned in one place and asserted in another is no
    contradiction.
    """
    return [
        other
        for other in among
        if other is not claim and other.property == claim.property and _disagree(claim, other)
    ]


def _disagree(one: Claim, other: Claim) -> bool:
    denials = (one.stance is Stance.DENIES) + (other.stance is Stance.DENIES)
    if one.property is None or one.value == other.value:
        return denials == 1
    return denials == 0
