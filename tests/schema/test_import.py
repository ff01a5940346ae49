"""Importing a territory over the API: a ZIP archive of its folder, whole or not at all."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from graphql import GraphQLFormattedError
from starlette.datastructures import UploadFile

from graph.rights import FILE_LOADER, LOCAL_EDITOR, PUBLIC_VIEWER, Viewer
from graph.service import Service
from importers.loading import load_territory
from importers.territory import read_territory, shipped_territory
from schema.api import Api
from schema.context import Context
from schema.errors import format_error
from tests.conftest import Ask
from tests.importers.folders import BASE
from tests.schema.writing import empty_service, export

pytestmark = pytest.mark.anyio

IMPORT = """
    mutation($file: Upload!, $format: String, $mapping: Upload, $key: String, $dry: Boolean) {
        importData(file: $file, format: $format, mapping: $mapping, key: $key, dryRun: $dry) {
            revision dryRun created changed unchanged refused
            problems { file sheet row column value reason mend }
        }
    }
"""
PLAN = shipped_territory("plan")
# Aliases of aliases, that stand for 9 to the 12th parts.
LAUGHS = "a0: &a0 x\n" + "".join(
    f"a{number}: &a{number} [{', '.join([f'*a{number - 1}'] * 9)}]\n" for number in range(1, 13)
)


def packed(files: Mapping[str, str | bytes]) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in files.items():
            opened.writestr(name, content)
    return archive.getvalue()


def folder(path: Path) -> dict[str, str | bytes]:
    return {file.name: file.read_bytes() for file in path.iterdir() if file.suffix in (".csv", ".yaml")}


async def send(
    api: Api,
    service: Service,
    content: bytes,
    viewer: Viewer = LOCAL_EDITOR,
    name: str | None = "piano.zip",
    **more: object,
) -> tuple[dict[str, Any] | None, list[GraphQLFormattedError]]:
    """Import an archive; return the report, None when there is none, and the errors."""
    variables = {"file": UploadFile(io.BytesIO(content), filename=name), **more}
    result = await api.execute(IMPORT, variable_values=variables, context_value=Context(service, viewer))
    report = None if result.data is None else result.data["importData"]
    return report, [format_error(error) for error in result.errors or ()]


async def take(api: Api, service: Service, content: bytes, **more: Any) -> dict[str, Any]:  # noqa: ANN401
    """Import an archive without any problem; return the report."""
    report, errors = await send(api, service, content, **more)
    assert errors == []
    assert report is not None
    assert report["problems"] == []
    return report


async def refuse(
    api: Api,
    service: Service,
    content: bytes,
    **more: Any,  # noqa: ANN401
) -> list[dict[str, Any]]:
    """Import what must be refused with a report, and change nothing; return the problems."""
    before = await export(service)
    report, errors = await send(api, service, content, **more)
    assert await export(service) == before
    assert errors == []
    assert report is not None
    problems: list[dict[str, Any]] = report.pop("problems")
    assert report == {
        "revision": None,
        "dryRun": False,
        "created": 0,
        "changed": 0,
        "unchanged": 0,
        "refused": len(problems),
    }
    assert problems
    assert not any("intreccio-" in str(value) for item in problems for value in item.values())
    return problems


@pytest.fixture
def service() -> Service:
    return empty_service()


@pytest.fixture
def small() -> bytes:
    return packed(BASE)


@pytest.mark.parametrize("place", ["", "piano/", "Il mio piano/"])
async def test_the_plan_comes_in_whole_flat_or_in_one_folder(api: Api, service: Service, place: str) -> None:
    report = await take(api, service, packed({place + name: text for name, text in folder(PLAN).items()}))
    counts = await service.store.count()
    assert counts.entities == 176
    assert report == {
        "revision": 1,
        "dryRun": False,
        "created": counts.entities + counts.relationships,
        "changed": 0,
        "unchanged": 0,
        "refused": 0,
        "problems": [],
    }


async def test_what_comes_in_is_what_the_command_loads(
    api: Api, ask: Ask, service: Service, plan_service: Service
) -> None:
    await take(api, service, packed(folder(PLAN)))
    query = """{
        entities(first: 1000) { edges { node { slug name properties { name value } claims { locator } } } }
        relationships(first: 1000) { totalCount }
    }"""
    said = []
    for network in (service, plan_service):
        data = await ask(network, query)
        # Of two of the same name either may come first.
        said.append((sorted(map(str, data["entities"]["edges"])), data["relationships"]))
    assert said[0] == said[1]


async def test_an_import_says_in_the_log_who_sent_which_archive(
    api: Api, service: Service, small: bytes
) -> None:
    await take(api, service, small, name="valle.zip")
    (commit,) = await service.store.changes()
    assert commit.actor == "local editor"
    assert commit.note == "Test valley: files from valle.zip"


async def test_what_programs_add_to_archives_is_left_out(api: Api, service: Service) -> None:
    files: dict[str, str | bytes] = {f"valle/{name}": text for name, text in BASE.items()}
    more: dict[str, str | bytes] = {
        "__MACOSX/valle/._ties.csv": b"\x00",
        "valle/.DS_Store": b"\x00",
        "valle/.git/config": "x",
    }
    assert (await take(api, service, packed({**files, **more})))["created"] == 13


async def test_endings_may_be_in_capitals(api: Api, service: Service) -> None:
    files = {name.replace(".csv", ".CSV"): text for name, text in BASE.items()}
    assert (await take(api, service, packed(files)))["created"] == 13


async def test_the_same_files_again_write_nothing(api: Api, service: Service, small: bytes) -> None:
    await take(api, service, small)
    before = await export(service)
    again = await take(api, service, small)
    assert (again["revision"], again["created"], again["changed"], again["unchanged"]) == (None, 0, 0, 13)
    assert await export(service) == before


async def test_changed_files_write_what_changed(api: Api, service: Service, small: bytes) -> None:
    await take(api, service, small)
    things = str(BASE["things.csv"]).replace("Cooperativa", "Cooperativa sociale")
    report = await take(api, service, packed({**BASE, "things.csv": things}))
    assert (report["revision"], report["created"], report["changed"], report["unchanged"]) == (2, 0, 1, 12)


async def test_a_dry_run_tells_the_same_and_writes_nothing(api: Api, service: Service, small: bytes) -> None:
    before = await export(service)
    dry = await take(api, service, small, dry=True)
    assert await export(service) == before
    real = await take(api, service, small)
    assert {**dry, "revision": 1, "dryRun": False} == real
    assert (dry["revision"], dry["dryRun"]) == (None, True)


async def test_a_dry_run_finds_the_same_problems(api: Api, service: Service) -> None:
    bad = packed({**BASE, "ties.csv": "source,kind,target\ncomune,member_of,nessuno\n"})
    before = await export(service)
    report, _ = await send(api, service, bad, dry=True)
    assert report is not None
    assert (report["dryRun"], report["refused"]) == (True, 1)
    assert report["problems"] == await refuse(api, service, bad)
    assert await export(service) == before


async def test_a_call_repeated_with_its_key_writes_once_and_tells_the_same(
    api: Api, service: Service, small: bytes
) -> None:
    first = await take(api, service, small, key="k")
    before = await export(service)
    assert await take(api, service, small, key="k") == first
    assert await export(service) == before


async def test_a_repeated_key_writes_nothing_even_when_somebody_has_changed_what_came_in(
    api: Api, ask: Ask, service: Service, small: bytes
) -> None:
    first = await take(api, service, small, key="k")
    await service.undo(1, LOCAL_EDITOR)
    assert await take(api, service, small, key="k") == first
    assert (await ask(service, "{ entities { totalCount } }"))["entities"]["totalCount"] == 0


async def test_a_key_is_remembered_when_there_was_nothing_to_write(
    api: Api, service: Service, small: bytes
) -> None:
    await take(api, service, small)
    await take(api, service, small, key="k")
    await service.undo(1, LOCAL_EDITOR)
    before = await export(service)
    assert (await take(api, service, small, key="k"))["created"] == 0
    assert await export(service) == before


@pytest.mark.parametrize("viewer", [PUBLIC_VIEWER])
@pytest.mark.parametrize("dry", [False, True])
@pytest.mark.parametrize("content", [b"no zip", packed(BASE)], ids=["no archive", "an archive"])
async def test_the_public_imports_nothing(
    api: Api, service: Service, viewer: Viewer, dry: bool, content: bytes
) -> None:
    before = await export(service)
    _, (error,) = await send(api, service, content, viewer, dry=dry)
    assert error["extensions"] == {"code": "FORBIDDEN"}
    assert await export(service) == before


async def test_another_format_is_refused_at_its_argument(api: Api, service: Service, small: bytes) -> None:
    _, (error,) = await send(api, service, small, format="popolo")
    assert error["extensions"] == {"code": "INVALID", "path": ["format"]}


async def test_a_mapping_is_refused_at_its_argument(api: Api, service: Service, small: bytes) -> None:
    _, (error,) = await send(api, service, small, mapping=UploadFile(io.BytesIO(b"")))
    assert error["extensions"] == {"code": "INVALID", "path": ["mapping"]}


@pytest.mark.parametrize("file", ["text", 5, {"name": "x"}])
async def test_what_is_no_upload_is_refused_at_its_argument(api: Api, service: Service, file: object) -> None:
    context = Context(service, LOCAL_EDITOR)
    result = await api.execute(IMPORT, variable_values={"file": file}, context_value=context)
    assert result.errors is not None
    assert format_error(result.errors[0])["extensions"]["code"] == "INVALID"


async def test_a_territory_with_another_vocabulary_than_the_networks_is_refused(
    api: Api, own_plan_service: Service
) -> None:
    (problem,) = await refuse(api, own_plan_service, packed(folder(shipped_territory("example"))))
    assert problem["file"] == "territory.yaml"
    assert "vocabulary" in problem["reason"]
    assert "intreccio load" in problem["mend"]


async def test_a_territory_with_the_networks_own_vocabulary_comes_in(
    api: Api, own_example_service: Service
) -> None:
    files = folder(shipped_territory("example"))
    # What the data officer loaded of young people stays as it is.
    fewer = {name: text for name, text in files.items() if "young-people" not in name}
    report = await take(api, own_example_service, packed(fewer))
    assert (report["created"], report["changed"], report["revision"]) == (0, 0, None)
    assert report["unchanged"] > 500


@pytest.mark.parametrize("dry", [False, True])
async def test_young_people_in_the_files_of_an_editor_are_refused_as_kind_and_nothing_is_written(
    api: Api, own_example_service: Service, dry: bool
) -> None:
    before = await export(own_example_service)
    files = folder(shipped_territory("example"))
    report, (error,) = await send(api, own_example_service, packed(files), dry=dry)
    assert report is None
    assert error["extensions"] == {"code": "FORBIDDEN"}
    assert "young_person" in error["message"]
    assert await export(own_example_service) == before


async def test_young_people_already_there_and_new_ones_are_refused_alike(
    api: Api, own_example_service: Service
) -> None:
    files = folder(shipped_territory("example"))
    said = []
    for slug in ("g-01", "g-99"):
        rows = f"slug,kind,name\n{slug},young_person,Qualcuno\n"
        one = {name: text for name, text in files.items() if "young-people" not in name}
        _, errors = await send(api, own_example_service, packed({**one, "young-people.csv": rows}))
        said.append(errors)
    assert said[0] == said[1] != []


async def test_a_damaged_row_is_told_with_file_row_and_column(api: Api, service: Service) -> None:
    things = str(BASE["things.csv"]).replace("verbale,document", "verbale,documento", 1)
    (problem,) = await refuse(api, service, packed({**BASE, "things.csv": things}))
    assert {name: problem[name] for name in ("file", "row", "column", "value")} == {
        "file": "things.csv",
        "row": 3,
        "column": "kind",
        "value": "documento",
    }
    assert "Did you mean document?" in problem["reason"]


async def test_all_that_is_wrong_is_told_at_once(api: Api, service: Service) -> None:
    ties = "source,kind,target\ncomune,member_of,nessuno\nnessuno,member_of,cabina\ncomune,mmm,cabina\n"
    problems = await refuse(api, service, packed({**BASE, "ties.csv": ties}))
    assert {item["file"] for item in problems} == {"ties.csv"}


@pytest.mark.parametrize(
    ("description", "says"),
    [
        ("title: {it: A, en: B}\n", "plan"),
        ("title: [", "YAML"),
        ("title: {it: A, en: B}\nplan: nessuno\n", "nessuno"),
        (b"\xff\xfe", "UTF-8"),
        ("title: {it: A, en: B}\nplan: piano\nvocabulary: ../../etc/passwd\n", "no file of this folder"),
        ("title: {it: A, en: B}\nplan: piano\nvocabulary: /etc/passwd\n", "no file of this folder"),
        ("title: {it: A, en: B}\nplan: piano\nvocabulary: ..\n", "no file of this folder"),
        ('title: {it: A, en: B}\nplan: piano\nvocabulary: ""\n', "no file of this folder"),
        ("title: {it: A, en: B}\nplan: piano\nvocabulary: own.yaml\n", "cannot be read"),
        ("title: " + "[" * 5_000 + "]" * 5_000, "too deep"),
        (LAUGHS, "parts"),
        ("title: &a [*a]\nplan: piano\n", "too deep"),
    ],
)
async def test_a_description_that_will_not_do_is_told_of_by_its_name(
    api: Api, service: Service, description: str | bytes, says: str
) -> None:
    problems = await refuse(api, service, packed({**BASE, "territory.yaml": description}))
    assert says in problems[0]["reason"]
    assert problems[0]["file"] in ("territory.yaml", "own.yaml", "piano.zip")


async def test_an_archive_without_a_territory_is_told_of_by_its_own_name(api: Api, service: Service) -> None:
    (problem,) = await refuse(api, service, packed({"a.csv": "x"}), name="foto.zip")
    assert (problem["file"], "territory.yaml" in problem["reason"]) == ("foto.zip", True)


@pytest.mark.parametrize(
    "name", [None, "", "/".join(["..", "..", "piano.zip"]), "x" * 5000 + ".zip", "a\x00b.zip", ".."]
)
async def test_the_name_of_an_archive_does_no_harm(
    api: Api, service: Service, small: bytes, name: str | None
) -> None:
    assert (await take(api, service, small, name=name))["created"] == 13


async def test_files_of_a_viewer_who_may_see_all_come_in_whole(api: Api, example_service: Service) -> None:
    fresh = empty_service()
    territory = read_territory(shipped_territory("example"))
    fresh.vocabulary = territory.vocabulary
    await fresh.store.set_vocabulary(territory.vocabulary_text)
    await take(api, fresh, packed(folder(shipped_territory("example"))), viewer=FILE_LOADER)
    assert await fresh.store.count() == await example_service.store.count()


async def test_an_import_and_the_command_recognise_each_others_facts(api: Api, service: Service) -> None:
    await load_territory(service.store, read_territory(PLAN))
    report = await take(api, service, packed(folder(PLAN)))
    assert (report["created"], report["changed"], report["revision"]) == (0, 0, None)
