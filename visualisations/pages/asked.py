"""What a page was asked for: its address, in which language, and what in the address is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

from graph.vocabulary.kinds import Label, Language
from visualisations.pages.texts import TEXTS

MOMENT_PARAMETERS = ("at", "phase", "as_of")
KEPT_PARAMETERS = ("lang", *MOMENT_PARAMETERS)
"""What links carry on from page to page."""


@dataclass(frozen=True)
class Asked:
    """An address that a page is asked for at, `root` being what comes before its path.

    `base` is what comes before that: the scheme and the host that the reader knows the server by; empty if
    what was said to be one cannot be.
    `parameters` are those that were given and not left empty. `faults` lead from the name of a
    parameter to what is wrong with it; links do not carry it on.
    """

    path: str
    language: Language
    parameters: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, Label] = field(default_factory=dict)
    root: str = ""
    base: str = ""

    def get(self, name: str) -> str:
        """Return a parameter as it was given; empty if it was not."""
        return self.parameters.get(name, "")

    def link(self, path: str, **parameters: str | None) -> str:
        """Return the address of a page, at the same moment and in the same language.

        Parameters that are None are left out, also of those that would be kept.
        """
        return self._address(path, {**self._sound(KEPT_PARAMETERS), **parameters})

    def here(self, **parameters: str | None) -> str:
        """Return the address of this page with other parameters; of one page it is always the same."""
        first = dict.fromkeys(KEPT_PARAMETERS)
        return self._address(self.path, {**first, **self._sound(tuple(self.parameters)), **parameters})

    def kept(self, *without: str) -> dict[str, str]:
        """Return the parameters of this page but some, for a form to send along."""
        return {
            name: value for name, value in self._sound(tuple(self.parameters)).items() if name not in without
        }

    def _sound(self, names: tuple[str, ...]) -> dict[str, str]:
        given = self.parameters
        return {name: given[name] for name in names if given.get(name) and name not in self.faults}

    def _address(self, path: str, parameters: Mapping[str, str | None]) -> str:
        said = {name: value for name, value in parameters.items() if value}
        return f"{self.root}{quote(path)}" + (f"?{urlencode(said)}" if said else "")


def fault(name: str, *parts: object) -> Label:
    """Return one of the pages' texts, filled in, in both languages."""
    said = TEXTS[name]
    return Label(said.it.format(*parts), said.en.format(*parts))
