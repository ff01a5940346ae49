"""Archives: what is no territory's folder is refused, and nothing of it lands outside a folder of its own."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Iterable
from pathlib import Path

import pytest

from graph.errors import FilesRefused, Problem
from importers.formats.archive import MOST_BYTES, MOST_FILES, unpacked
from importers.territory import read_territory
from tests.importers.folders import BASE

UP = ".."
METHODS = [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]
Files = Iterable[tuple[str, str | bytes]]


def packed(files: Files, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", method) as opened:
        for name, content in files:
            opened.writestr(zipfile.ZipInfo(name), content, compress_type=method)
    return archive.getvalue()


def unpack(content: bytes) -> dict[str, bytes]:
    """Return the files of an archive as they lie unpacked."""
    with unpacked(io.BytesIO(content), "a.zip") as folder:
        return {path.name: path.read_bytes() for path in folder.iterdir()}


def refused(content: bytes) -> list[Problem]:
    with pytest.raises(FilesRefused) as caught:
        unpack(content)
    return list(caught.value.problems)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("place", ["", "valle/", "./"])
def test_files_lie_in_the_folder_as_they_were_packed(method: int, place: str) -> None:
    files = {name: str(text).encode() for name, text in BASE.items()}
    assert unpack(packed([(place + name, text) for name, text in files.items()], method)) == files


def test_the_folder_is_gone_afterwards() -> None:
    with unpacked(io.BytesIO(packed(BASE.items())), "a.zip") as folder:
        assert folder.is_dir()
    assert not folder.exists()


def test_the_folder_is_gone_after_a_refusal_too() -> None:
    seen: list[Path] = []

    def read() -> None:
        with unpacked(io.BytesIO(packed([("a.csv", "x")])), "a.zip") as folder:
            seen.append(folder)
            read_territory(folder)

    with pytest.raises(FilesRefused):
        read()
    assert not seen[0].exists()


@pytest.mark.parametrize(
    "name",
    [
        f"{UP}/a.csv",
        f"{UP}/{UP}/{UP}/{UP}/etc/a.csv",
        "valle/../../a.csv",
        "/etc/cron.d/a.csv",
        "valle/sotto/a.csv",
        "a.sh",
        "a.csv.exe",
        "csv",
        "README",
    ],
)
def test_what_no_territory_holds_is_refused_by_its_name(name: str) -> None:
    problems = refused(packed([*BASE.items(), (name, "x")]))
    assert name in {problem.file for problem in problems}


@pytest.mark.parametrize("name", ["/a.csv", "C:\\a.csv", "valle\\..\\..\\a.csv"])
def test_no_name_leads_out_of_the_folder(name: str) -> None:
    with unpacked(io.BytesIO(packed([(name, "x")])), "a.zip") as folder:
        (file,) = folder.iterdir()
        assert file.resolve().parent == folder.resolve()


def test_a_link_is_unpacked_as_a_file() -> None:
    link = zipfile.ZipInfo("a.csv")
    link.external_attr = 0o120777 << 16
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as opened:
        opened.writestr(link, "/etc/passwd")
    assert unpack(archive.getvalue()) == {"a.csv": b"/etc/passwd"}


def test_files_in_several_folders_are_refused() -> None:
    (problem,) = refused(packed([("uno/a.csv", "x"), ("due/b.csv", "x")]))
    assert "several folders" in problem.reason


@pytest.mark.parametrize("other", ["a.csv", "a.CSV"])
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_file_that_is_there_twice_is_refused(other: str) -> None:
    (problem,) = refused(packed([("a.csv", "x"), (other, "y")]))
    assert (problem.file, problem.reason) == ("a.csv", "it is there twice.")


def test_too_many_files_are_refused() -> None:
    (problem,) = refused(packed([(f"{number}.csv", "") for number in range(MOST_FILES + 1)]))
    assert str(MOST_FILES) in problem.reason


def test_what_unpacks_to_too_much_is_refused() -> None:
    bomb = packed([(f"{number}.csv", bytes(MOST_BYTES // 4)) for number in range(5)])
    assert len(bomb) < MOST_BYTES // 500
    (problem,) = refused(bomb)
    assert "64 MB" in problem.reason


def test_what_lies_about_its_size_is_refused() -> None:
    honest = packed([("a.csv", bytes(MOST_BYTES + 1))])
    size = (MOST_BYTES + 1).to_bytes(4, "little")
    assert honest.count(size) == 2
    assert refused(honest.replace(size, (10).to_bytes(4, "little")))


def test_an_encrypted_archive_is_refused_with_what_to_do() -> None:
    # The bit that says so, in the header of the file and in the directory.
    content = bytearray(packed([("a.csv", "x" * 20)]))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + place] |= 1
    (problem,) = refused(bytes(content))
    assert "without a password" in problem.mend


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x03\x04", b"PK\x05\x06" + bytes(18)])
def test_what_is_no_archive_is_refused_or_empty(content: bytes) -> None:
    if content.startswith(b"PK\x05\x06"):
        assert unpack(content) == {}
    else:
        (problem,) = refused(content)
        assert problem.file == "a.zip"


@pytest.mark.parametrize("method", METHODS)
def test_whatever_is_damaged_is_refused_and_raises_nothing_else(method: int) -> None:
    whole = packed(BASE.items(), method)
    chance = random.Random(1)  # noqa: S311 - the same damage every time
    kept, said = 0, ""
    for _ in range(400):
        content = bytearray(whole)
        for _ in range(chance.randint(1, 4)):
            content[chance.randrange(len(content))] = chance.randrange(256)
        try:
            unpack(bytes(content))
            kept += 1
        except FilesRefused as refusal:
            said += str(refusal)
    assert kept < 400
    assert "intreccio-" not in said


def test_problems_within_are_told_by_the_files_own_names() -> None:
    with (
        pytest.raises(FilesRefused) as caught,
        unpacked(io.BytesIO(packed({**BASE, "territory.yaml": "title: ["}.items())), "a.zip") as folder,
    ):
        read_territory(folder)
    assert [problem.file for problem in caught.value.problems] == ["territory.yaml"]
