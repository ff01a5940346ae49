"""Files come with an operation as a form, by the GraphQL multipart request specification."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any, cast

import anyio
import httpx
import pytest
import strawberry
from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.routing import Route
from strawberry.file_uploads import Upload

from graph.rights import LOCAL_EDITOR
from graph.service import Service
from schema.api import Api
from schema.http import GraphQLEndpoint

ROOM = 5_000
ON_PURPOSE = {"GraphQL-Require-Preflight": "1"}
READ = "mutation ($file: Upload!) { read(file: $file) }"
ONE = {"query": READ, "variables": {"file": None}}
AT = {"0": ["variables.file"]}
FILE = {"0": ("plan.yaml", b"name: Rete giovani", "application/yaml")}


@strawberry.type
class Query:
    greeting: str = "Salve"


@strawberry.type
class Mutation:
    @strawberry.mutation
    async def read(self, file: Upload) -> str:
        """Return what the file holds, after its name."""
        upload = cast("UploadFile", file)
        return f"{upload.filename}: {(await upload.read()).decode()}"

    @strawberry.mutation
    async def names(self, files: list[Upload]) -> list[str]:
        """Return the names."""
        return [str(cast("UploadFile", file).filename) for file in files]


@pytest.fixture
def app(plan_service: Service) -> Starlette:
    api = Api(query=Query, mutation=Mutation)
    endpoint = GraphQLEndpoint(api, plan_service, lambda _: LOCAL_EDITOR, body_bytes=ROOM)
    return Starlette(routes=[Route("/graphql", endpoint)])


def send(app: Starlette, **request: Any) -> httpx.Response:  # noqa: ANN401 - as httpx takes them
    async def sending() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://here") as client:
            return await client.post("/graphql", **request)

    return anyio.run(sending)


def upload(
    app: Starlette,
    operations: object = ONE,
    places: object = AT,
    files: object = FILE,
    headers: dict[str, str] = ON_PURPOSE,
) -> httpx.Response:
    form = {"operations": json.dumps(operations), "map": json.dumps(places)}
    return send(app, data=form, files=files, headers=headers)


def code(answer: httpx.Response) -> str:
    (error,) = answer.json()["errors"]
    return str(error["extensions"]["code"])


def test_a_file_comes_where_the_map_leads(app: Starlette) -> None:
    assert upload(app).json() == {"data": {"read": "plan.yaml: name: Rete giovani"}}


def test_files_may_go_into_a_list(app: Starlette) -> None:
    asked = {"query": "mutation ($f: [Upload!]!) { names(files: $f) }", "variables": {"f": [None, None]}}
    files = {"a": ("a.csv", b"1"), "b": ("b.csv", b"2")}
    answer = upload(app, asked, {"a": ["variables.f.1"], "b": ["variables.f.0"]}, files)
    assert answer.json() == {"data": {"names": ["b.csv", "a.csv"]}}


@pytest.mark.parametrize(
    "header",
    ["GraphQL-Require-Preflight", "Apollo-Require-Preflight", "X-Requested-With", "X-Apollo-Operation-Name"],
)
def test_a_form_is_taken_with_any_header_that_shows_intent(app: Starlette, header: str) -> None:
    assert upload(app, headers={header: "x"}).status_code == 200


@pytest.mark.parametrize("headers", [{}, {"GraphQL-Require-Preflight": ""}, {"X-Other": "1"}])
def test_a_form_as_another_sites_page_could_send_it_is_refused_and_told_why(
    app: Starlette, headers: dict[str, str]
) -> None:
    answer = upload(app, headers=headers)
    assert (answer.status_code, code(answer)) == (403, "FORBIDDEN")
    assert "GraphQL-Require-Preflight" in answer.text


BAD_FORMS: dict[str, tuple[object, object]] = {
    "operations that are no object": (5, AT),
    "a batch": ([ONE], AT),
    "a map that is none": (ONE, ["0"]),
    "places that are no list": (ONE, {"0": "variables.file"}),
    "places that are no text": (ONE, {"0": [0]}),
    "a file that is not there": (ONE, {"1": ["variables.file"]}),
    "a place outside of the variables": (ONE, {"0": ["query"]}),
    "a place in a text": ({"query": READ, "variables": {"file": "x"}}, {"0": ["variables.file.x"]}),
    "a place beyond a list": ({"query": READ, "variables": {"file": []}}, {"0": ["variables.file.9"]}),
    "a place in nothing": ({"query": READ}, AT),
    "no question": ({"variables": {"file": None}}, AT),
}


@pytest.mark.parametrize(("operations", "places"), BAD_FORMS.values(), ids=BAD_FORMS.keys())
def test_a_form_that_does_not_fit_is_the_askers_fault(
    app: Starlette, operations: object, places: object
) -> None:
    answer = upload(app, operations, places)
    assert (answer.status_code, code(answer)) == (400, "INVALID")


@pytest.mark.parametrize("missing", ["operations", "map"])
def test_a_form_says_which_part_it_lacks(app: Starlette, missing: str) -> None:
    form = {"operations": json.dumps(ONE), "map": json.dumps(AT)}
    del form[missing]
    answer = send(app, data=form, files=FILE, headers=ON_PURPOSE)
    assert answer.status_code == 400
    assert missing in answer.json()["errors"][0]["message"]


@pytest.mark.parametrize(
    "content", [b"", b"--x", b"--x\r\nContent-Disposition: form-data\r\n\r\n{}\r\n--x--"]
)
@pytest.mark.parametrize("kind", ["multipart/form-data; boundary=x", "multipart/form-data"])
def test_what_is_no_form_is_the_askers_fault(app: Starlette, content: bytes, kind: str) -> None:
    answer = send(app, content=content, headers={**ON_PURPOSE, "Content-Type": kind})
    assert (answer.status_code, code(answer)) == (400, "INVALID")


def test_more_files_than_any_operation_takes_are_refused(app: Starlette) -> None:
    answer = upload(app, files={str(number): ("x", b"x") for number in range(11)})
    assert (answer.status_code, code(answer)) == (400, "INVALID")


def test_a_form_may_be_as_large_as_said(app: Starlette) -> None:
    assert upload(app, files={"0": ("plan.yaml", b"x" * (ROOM - 1_000))}).status_code == 200


def test_a_larger_form_is_refused(app: Starlette) -> None:
    answer = upload(app, files={"0": ("plan.yaml", b"x" * ROOM)})
    assert (answer.status_code, code(answer)) == (413, "TOO_COMPLEX")


def test_a_larger_question_is_refused(app: Starlette) -> None:
    answer = send(app, json={"query": "{ greeting }" + " " * ROOM})
    assert (answer.status_code, code(answer)) == (413, "TOO_COMPLEX")


@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data; boundary=x"])
def test_a_body_without_a_length_is_read_no_further_than_twice_the_room(app: Starlette, kind: str) -> None:
    sent: list[int] = []

    async def pouring() -> AsyncIterator[bytes]:
        yield b'--x\r\nContent-Disposition: form-data; name="0"; filename="x"\r\n\r\n'
        while len(sent) < 1_000:
            sent.append(1_000)
            yield b"x" * 1_000

    answer = send(app, content=pouring(), headers={**ON_PURPOSE, "Content-Type": kind})
    assert answer.status_code == 413
    assert sum(sent) <= 2 * ROOM + 2_000
