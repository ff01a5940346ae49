"""Taking personal values out of the versions that an older format kept in clear."""

from __future__ import annotations

import sqlite3
from dataclasses import replace

from graph.encoding import decode_fact, encode_fact
from graph.keyring import Keyring
from graph.model import Entity
from graph.vault import Vault
from graph.vocabulary.declarations import VocabularySource
from graph.vocabulary.layering import load_vocabulary


def seal_old_versions(connection: sqlite3.Connection, keyring: Keyring) -> None:
    """Seal every version of a person, and of what relates to one, in a log without sealed values.

    Who is a person the core vocabulary says, and the file's own. The file must be vacuumed after it.
    """
    row = connection.execute("SELECT value FROM setting WHERE name = 'vocabulary'").fetchone()
    own = None if row is None or row[0] is None else VocabularySource("the store's vocabulary", row[0])
    personal = load_vocabulary(own).personal_kinds
    marks = ", ".join("?" for _ in personal)
    query = f"SELECT DISTINCT fact.id FROM version JOIN fact ON position = fact WHERE kind IN ({marks})"  # noqa: S608
    persons = {person for (person,) in connection.execute(query, sorted(personal))}
    if not persons:
        return
    vault = Vault(keyring)
    keys = {person: vault.new_key(person) for person in sorted(persons)}
    connection.executemany("INSERT INTO person_key VALUES (?, ?)", keys.items())
    everything = (
        "SELECT version.fact, fact.id, version.revision, version.body FROM version"
        " JOIN fact ON fact.position = version.fact WHERE version.body IS NOT NULL"
    )
    for position, fact_id, revision, body in connection.execute(everything).fetchall():
        fact = decode_fact(fact_id, revision, body)
        among = [fact.id] if isinstance(fact, Entity) else sorted({fact.source, fact.target})
        owners = [item for item in among if item in persons]
        if not owners:
            continue
        sealed = vault.seal(fact, owners, keys)
        connection.execute("INSERT INTO personal VALUES (?, ?, ?)", (position, revision, sealed.sealed))
        connection.execute(
            "UPDATE version SET body = ?, words = ? WHERE fact = ? AND revision = ?",
            (encode_fact(replace(sealed, sealed=None)), "", position, revision),
        )
