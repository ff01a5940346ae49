"""Every refusal of Intreccio, as one small tree with a stable code each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

InputPath = tuple[str | int, ...]


class IntreccioError(Exception):
    """Something was refused; the message is one sentence for people, `code` is for programs."""

    code: ClassVar[str] = "INTERNAL"


class Invalid(IntreccioError):
    """The input breaks a rule; `path` leads into the input to the field that does."""

    code: ClassVar[str] = "INVALID"

    def __init__(self, message: str, path: InputPath = ()) -> None:
        super().__init__(message)
        self.path = path


class NotFound(IntreccioError):
    """No such thing, or nothing that this viewer may see: the two answer alike."""

    code: ClassVar[str] = "NOT_FOUND"

    def __init__(self, message: str, path: InputPath = ()) -> None:
        super().__init__(message)
        self.path = path


class Conflict(IntreccioError):
    """Somebody else wrote first; read again and decide."""

    code: ClassVar[str] = "CONFLICT"


class HeadMoved(Conflict):
    """Another commit came between reading and writing; the service reads again and retries."""


class Forbidden(IntreccioError):
    """Not for this viewer to do."""

    code: ClassVar[str] = "FORBIDDEN"


class Unauthenticated(IntreccioError):
    """Sign in first."""

    code: ClassVar[str] = "UNAUTHENTICATED"


class TooComplex(IntreccioError):
    """The question costs more than the service answers at once: a `figure` passes its bound."""

    code: ClassVar[str] = "TOO_COMPLEX"

    def __init__(
        self, message: str, measure: str = "", figure: float | None = None, bound: float | None = None
    ) -> None:
        super().__init__(message)
        self.measure = measure
        self.figure = figure
        self.bound = bound


class NoData(IntreccioError):
    """Nothing is recorded that the answer could rest on."""

    code: ClassVar[str] = "NO_DATA"


class Unavailable(IntreccioError):
    """The store cannot be reached or used now."""

    code: ClassVar[str] = "UNAVAILABLE"


class Away(Unavailable):
    """So it is because the store's server does not answer, which may pass by itself."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in a file, where, and how to mend it."""

    file: str
    reason: str
    mend: str = ""
    row: int | None = None
    column: str | None = None
    value: str | None = None

    def __str__(self) -> str:
        """One line: the place, the reason, the remedy."""
        place = self.file
        if self.row is not None:
            place += f", row {self.row}"
        if self.column is not None:
            place += f", column {self.column}"
        return f"{place}: {self.reason}" + (f" {self.mend}" if self.mend else "")


class FilesRefused(Invalid):
    """Files that cannot be taken in; nothing of them was."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        shown = "\n".join(f"  {problem}" for problem in self.problems[:20])
        more = len(self.problems) - 20
        count = f"{len(self.problems)} problem{'s' if len(self.problems) != 1 else ''}"
        tail = f"\n  … and {more} more" if more > 0 else ""
        super().__init__(f"{count} found; nothing was loaded.\n{shown}{tail}")
