"""Who may see what, and who may write: one table."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class ViewClass(IntEnum):
    """Classes of viewer, each seeing all that the ones before it see.

    PUBLIC and EDITOR are what servers give out. DATA_OFFICER sees young people; no server grants it
    yet, only whoever loads files on the machine itself acts as one.
    """

    PUBLIC = 0
    EDITOR = 1
    DATA_OFFICER = 2


@dataclass(frozen=True, slots=True)
class Viewer:
    """Whoever asks: a name for the log, and the class that decides what they see and may write."""

    name: str
    view_class: ViewClass

    @property
    def may_write(self) -> bool:
        """Editors and the data officer may; the public may not."""
        return self.view_class >= ViewClass.EDITOR

    @property
    def role(self) -> str:
        """The class's name as the API gives it."""
        return self.view_class.name.lower()


PUBLIC_VIEWER = Viewer("public", ViewClass.PUBLIC)
LOCAL_EDITOR = Viewer("local editor", ViewClass.EDITOR)
FILE_LOADER = Viewer("file loader", ViewClass.DATA_OFFICER)
