"""Personal values under lock: each person's under a key of their own, each key under the master key.

Destroying a person's key makes every copy of their values unreadable: in old versions, in exports, in
backups taken from then on.
"""

from __future__ import annotations

import os
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from graph.encoding import decode_fact, encode_fact
from graph.errors import Unavailable
from graph.keyring import Keyring
from graph.model import Entity, Fact

_NONCE = 12


class Vault:
    """Seals and unseals facts with a keyring's master key, which is asked for when first needed."""

    def __init__(self, keyring: Keyring) -> None:
        self.keyring = keyring

    def new_key(self, person_id: str) -> bytes:
        """Return a new key for a person, wrapped with the master key."""
        master = AESGCM(self.keyring.master())
        return _lock(master, AESGCM.generate_key(256), person_id)

    def seal(self, fact: Fact, owners: Sequence[str], keys: Mapping[str, bytes]) -> Fact:
        """Return a fact whose personal values can be read with the keys of all its owners together.

        What stays in clear: ids, kind, status, dates and phases. Raises Unavailable without the
        master key.
        """
        if fact.sealed is not None:
            raise Unavailable(f"The values of {fact.id} cannot be read, so they are not written over.")
        box = encode_fact(fact)
        for owner in owners:
            box = _lock(AESGCM(self._unwrap(owner, keys[owner])), box, fact.id)
        sealed = orjson.dumps({"owners": list(owners), "box": b64encode(box).decode()})
        if isinstance(fact, Entity):
            return replace(fact, slug=fact.id, name="", summary=None, properties={}, claims=(), sealed=sealed)
        return replace(fact, role=None, strength=None, properties={}, claims=(), sealed=sealed)

    def unseal(self, fact: Fact, keys: Mapping[str, bytes]) -> Fact | None:
        """Return a fact with its values, None when a key of it was destroyed."""
        if fact.sealed is None:
            return fact
        try:
            envelope: dict[str, Any] = orjson.loads(fact.sealed)
            box = b64decode(envelope["box"])
        except (ValueError, KeyError) as error:
            raise Unavailable(f"The values of {fact.id} are damaged: restore a backup.") from error
        for owner in reversed(envelope["owners"]):
            if owner not in keys:
                return None
            try:
                box = _open(AESGCM(self._unwrap(owner, keys[owner])), box, fact.id)
            except InvalidTag as error:
                raise Unavailable(f"The values of {fact.id} are damaged: restore a backup.") from error
        return decode_fact(fact.id, fact.revision, box)

    def require_fits(self, keys: Mapping[str, bytes]) -> None:
        """Raise Unavailable unless the master key opens these wrapped keys; nothing is asked for none."""
        for person_id, wrapped in keys.items():
            self._unwrap(person_id, wrapped)

    @cached_property
    def _master(self) -> AESGCM:
        return AESGCM(self.keyring.require_master())

    def _unwrap(self, owner: str, wrapped: bytes) -> bytes:
        try:
            return _open(self._master, wrapped, owner)
        except InvalidTag as error:
            raise Unavailable(
                f"The master key in {self.keyring.folder} is not the one that the personal values"
                " of this store were sealed with: name the folder of the right one with INTRECCIO_KEYS."
            ) from error


def _lock(key: AESGCM, content: bytes, about: str) -> bytes:
    nonce = os.urandom(_NONCE)
    return nonce + key.encrypt(nonce, content, about.encode())


def _open(key: AESGCM, box: bytes, about: str) -> bytes:
    return key.decrypt(box[:_NONCE], box[_NONCE:], about.encode())
