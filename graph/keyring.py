"""What lies outside every store: the master key of personal values, and the ledger of erasures."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from platformdirs import user_data_path

from graph.errors import Unavailable

SETTING = "INTRECCIO_KEYS"
MASTER, LEDGER = "master.key", "erased.txt"


class Keyring:
    """A folder with a master key, made on first use, and the ids of everybody who was erased.

    Keep it out of the store's backups: whoever has both can read personal values, and whoever has
    lost the key has lost them.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def require_master(self) -> bytes:
        """Return the master key; raises Unavailable when it cannot be read."""
        try:
            key = (self.folder / MASTER).read_bytes()
        except OSError as error:
            raise Unavailable(
                f"The master key of the personal values is not at {self.folder / MASTER}:"
                f" put it there, or name its folder with {SETTING}."
            ) from error
        if len(key) != 32:
            raise Unavailable(f"{self.folder / MASTER} is not a master key.")
        return key

    def master(self) -> bytes:
        """Return the master key, made if there is none; raises Unavailable when that cannot be."""
        if (self.folder / MASTER).exists():
            return self.require_master()
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            # Written whole under another name first: nobody ever sees a key that is not all there.
            descriptor, made = tempfile.mkstemp(dir=self.folder)
            with os.fdopen(descriptor, "wb") as file:
                file.write(AESGCM.generate_key(256))
                file.flush()
                os.fsync(file.fileno())
            with suppress(FileExistsError):  # another process was quicker: its key counts
                os.link(made, self.folder / MASTER)
            Path(made).unlink()
            _sync(self.folder)
        except OSError as error:
            raise Unavailable(
                f"The master key of the personal values cannot be made in {self.folder} ({error.strerror}):"
                f" name another folder with {SETTING}."
            ) from error
        return self.require_master()

    def erased(self) -> frozenset[str]:
        """Return the ids of everybody who was ever erased."""
        try:
            return frozenset((self.folder / LEDGER).read_text(encoding="ascii").split())
        except FileNotFoundError:
            return frozenset()
        except OSError as error:
            raise Unavailable(
                f"The ledger {self.folder / LEDGER} cannot be read ({error.strerror})."
            ) from error

    def note_erasure(self, person_id: str) -> None:
        """Write an id into the ledger, for good; writing it twice does no harm."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            with (self.folder / LEDGER).open("a", encoding="ascii") as file:
                file.write(person_id + "\n")
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise Unavailable(
                f"The ledger {self.folder / LEDGER} cannot be written ({error.strerror}): nothing was erased."
            ) from error


def _sync(folder: Path) -> None:
    """Make sure that a folder's new entries outlive the loss of power."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def default_keyring(environment: Mapping[str, str] = os.environ) -> Keyring:
    """Return the keyring in the folder that INTRECCIO_KEYS names, else in the user's data folder."""
    named = environment.get(SETTING)
    return Keyring(Path(named) if named else user_data_path("intreccio") / "keys")
