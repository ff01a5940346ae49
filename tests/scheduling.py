"""Which worker runs what, where several run the tests at once."""

from __future__ import annotations

from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]

ON_NEO4J = "neo4j"


class FileScheduling(LoadScopeScheduling):  # type: ignore[misc]
    """Lets one worker run a whole file, so that servers and browsers that its tests share start once.

    Where a file runs the same tests over every store, those on Neo4j stay apart, with those of all such
    files: they take turns at one server.
    """

    def _split_scope(self, nodeid: str) -> str:
        # Not by marks, as xdist's own `loadgroup` has it: with pytest 9.2 it leaves them unheard.
        file, _, test = nodeid.partition("::")
        over_all_stores = file.startswith("tests/stores/") and "neo4j" not in file
        return ON_NEO4J if over_all_stores and "neo4j" in test.lower() else file
