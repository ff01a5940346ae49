"""Why Neo4j did not do what was asked: sentences for people in the place of its driver's errors."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from ssl import SSLCertVerificationError

from graph.errors import Away, Unavailable
from graph.stores.neo4j_address import Address


class LostAnswer(Away):
    """The connection broke while the server was committing: it is written whole, or not at all."""


class CutOff(LostAnswer):
    """So it did because the connection was closed, not because nothing came."""


class ReadOnly(Unavailable):
    """The server takes no writing, from nobody."""


class Refused(Unavailable):
    """The server does not take the user or the password."""


class Locked(Away):
    """The server takes nobody as this user for some seconds, because somebody gave wrong passwords."""


class Emptied(Unavailable):
    """The database was emptied, or another one put in its place, while it was in use."""

    def __init__(self, address: Address) -> None:
        super().__init__(f"There is no network in {address} any more: restore it, and start this anew.")


@contextmanager
def sentences(address: Address) -> Iterator[None]:
    """Turn what the driver raises into Unavailable with a sentence for people."""
    try:
        yield
    except TimeoutError as error:
        raise LostAnswer(f"{address} does not answer: try again.") from error
    except OSError as error:
        raise Away(f"{address} cannot be reached: check the address.") from error
    except Exception as error:
        if type(error).__module__.startswith("neo4j."):
            raise _sentence(address, error) from error
        raise


def _sentence(address: Address, error: BaseException) -> Unavailable:
    from neo4j import exceptions

    if isinstance(error, exceptions.IncompleteCommit):
        return CutOff(f"{address} was cut off while writing: ask whether it was written, or repeat it.")
    if isinstance(error, exceptions.ConnectionAcquisitionTimeoutError):
        return Away(f"{address} is busy: all of our connections are in use; try again.")
    if isinstance(error, exceptions.ConfigurationError):
        return Unavailable(f"{address} cannot be used ({error}).")
    if isinstance(error, exceptions.ResultNotSingleError):  # the head of the log is always one
        return Emptied(address)
    if code := getattr(error, "code", None):
        return _answer(address, str(code))
    for cause in _causes(error):
        if isinstance(cause, SSLCertVerificationError):
            why = cause.verify_message.rstrip(".")
            return Unavailable(f"{address} shows a certificate that is not trusted here ({why}).")
    running = "is the database running, with TLS?" if "+s" in address.server else "is the database running?"
    return Away(f"{address} cannot be reached: {running}")


def _answer(address: Address, code: str) -> Unavailable:
    """Return what a server's own code means."""
    if code == "Neo.ClientError.Security.AuthenticationRateLimit":
        return Locked(
            f"{address} lets nobody in as {address.user} for some seconds, after wrong passwords: try again;"
            " if it stays so, look for a server that still has an old one."
        )
    if code.startswith("Neo.ClientError.Security."):
        kind = Refused if code.endswith(".Unauthorized") else Unavailable
        return kind(f"{address} refuses the user or the password: check them.")
    if code == "Neo.ClientError.Database.DatabaseNotFound":
        return Unavailable(f"{address} is no database of that server: check its name.")
    if code == "Neo.ClientError.Statement.SyntaxError":
        return Unavailable(f"{address} does not know a phrase of ours: it must be Neo4j 5.26 or newer.")
    if code.endswith("ReadOnlyAccessDatabase"):
        return ReadOnly(f"{address} can only be read: nothing was written.")
    if code.endswith("OutOfMemoryError"):
        return Unavailable(
            f"{address} has no room in its memory for so much: give it more heap, or copy from a file."
        )
    if code.startswith("Neo.TransientError."):
        return Away(f"{address} is busy: try again.")
    if code.startswith("Neo.DatabaseError."):
        return Unavailable(
            f"{address} has failed ({code}): see its own log; it may need room on its disk, or a new start."
        )
    return Unavailable(f"{address} cannot be used ({code}).")


def _causes(error: BaseException) -> Iterator[BaseException]:
    yield error
    inner = error.exceptions if isinstance(error, BaseExceptionGroup) else ()
    for cause in (*inner, error.__cause__):
        if cause is not None:
            yield from _causes(cause)
