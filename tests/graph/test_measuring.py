"""Taking measures beside the event loop: each once, for as long as somebody waits, and never for ever."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from anyio import BrokenWorkerProcess

from graph.analysis.cohesion import measure_cohesion
from graph.analysis.key_players import choose_fragmenters
from graph.analysis.mixing import measure_mixing
from graph.analysis.ties import Ties, make_ties
from graph.changes import UpdateEntity
from graph.errors import Invalid, NotFound, TooComplex
from graph.measuring import KEPT_NETWORKS, KEPT_RESULTS, Measuring
from graph.network import Scope, TieView
from graph.rights import LOCAL_EDITOR, ViewClass
from graph.service import Service
from tests.graph.workers import count_nodes, die, refuse, take_time, wait_for

pytestmark = pytest.mark.anyio

PATIENCE = 60.0
ROOT = Path(__file__).parents[2]
# What a question about centrality needs of libraries.
HEAVY = """
import sys, asyncio
from graph.changes import CreateEntity, CreateRelationship
from graph.rights import LOCAL_EDITOR
from graph.service import Service
from graph.stores.memory import MemoryStore
from graph.vocabulary.layering import load_vocabulary
from schema.api import build_api
from schema.context import Context

def heavy():
    return ",".join(name for name in ("igraph", "networkx", "scipy", "pandas") if name in sys.modules)

async def asking():
    service = Service(MemoryStore(), load_vocabulary())
    names = "abcd"
    await service.apply(
        [CreateEntity("organisation", name, ref=name) for name in names]
        + [CreateRelationship("collaborates_with", *pair) for pair in ("ab", "bc", "cd")],
        LOCAL_EDITOR,
    )
    for measure in ("DEGREE", "BETWEENNESS"):
        query = "{ network { centrality(measure: %s) { value } } }" % measure
        result = await build_api().execute(query, context_value=Context(service, LOCAL_EDITOR))
        assert result.errors is None, result.errors
        print(measure, heavy())

print("imported", heavy())
asyncio.run(asking())
"""


def ring(nodes: int) -> Ties:
    return make_ties(nodes, [(place, (place + 1) % nodes) for place in range(nodes)])


SMALL, LARGE = ring(5), ring(300)


@pytest.fixture
def marks(tmp_path: Path) -> Path:
    """Return a file that measures of these tests leave marks in."""
    return tmp_path / "marks"


def processes(marks: Path) -> list[int]:
    """Return the processes that measures were taken in, one for each time."""
    lines = marks.read_text(encoding="utf-8").splitlines() if marks.exists() else []
    return [int(line.split()[0]) for line in lines]


def is_running(process: int) -> bool:
    """Return whether a process is there, other than as one that ended and was not asked for yet."""
    try:
        status = Path(f"/proc/{process}/stat").read_text(encoding="utf-8")
    except (FileNotFoundError, ProcessLookupError):  # gone before, or while it was looked at
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


async def wait_for_marks(marks: Path, count: int) -> None:
    async with asyncio.timeout(PATIENCE):
        while len(processes(marks)) < count:  # noqa: ASYNC110 - another process writes them
            await asyncio.sleep(0.01)


async def wait_for_end(process: int) -> None:
    async with asyncio.timeout(PATIENCE):
        while is_running(process):  # noqa: ASYNC110 - nobody tells when it has ended
            await asyncio.sleep(0.01)


async def test_small_networks_are_measured_here_and_large_ones_elsewhere(marks: Path) -> None:
    measuring = Measuring()
    assert await measuring.take(SMALL, count_nodes, str(marks)) == 5
    assert await measuring.take(LARGE, count_nodes, str(marks)) == 300
    here, elsewhere = processes(marks)
    assert here == os.getpid() != elsewhere


async def test_a_result_is_the_same_wherever_it_is_taken() -> None:
    found = await Measuring().take(LARGE, measure_cohesion)
    assert found == measure_cohesion(LARGE)
    codes = np.arange(300, dtype=np.int32) % 3
    mixed = await Measuring().take(LARGE, measure_mixing, codes, seed=1)
    assert mixed.p_value == measure_mixing(LARGE, codes, seed=1).p_value


async def test_what_a_search_finds_is_the_same_wherever_it_is_made() -> None:
    measuring = Measuring()
    found = await measuring.take(ring(40), choose_fragmenters, 2, seed=1)
    expected = choose_fragmenters(ring(40), 2, seed=1)
    assert found is not None
    assert expected is not None
    assert found.members.tolist() == expected.members.tolist()


@pytest.mark.parametrize("ties", [SMALL, LARGE], ids=["small", "large"])
async def test_what_was_found_is_kept_by_content(ties: Ties, marks: Path) -> None:
    measuring = Measuring()
    again = ring(ties.nodes)
    assert again is not ties
    for asked in (ties, again, ties):
        assert await measuring.take(asked, count_nodes, str(marks)) == ties.nodes
    assert len(processes(marks)) == 1


async def test_other_ties_arguments_and_options_are_measured_anew(marks: Path) -> None:
    measuring = Measuring()
    await measuring.take(SMALL, count_nodes, str(marks))
    await measuring.take(ring(6), count_nodes, str(marks))
    await measuring.take(SMALL, count_nodes, str(marks), "again")
    await measuring.take(SMALL, count_nodes, str(marks), mark="again")
    await measuring.take(SMALL, count_nodes, str(marks), mark="other")
    assert len(processes(marks)) == 5


async def test_arrays_are_told_apart_by_what_they_hold() -> None:
    measuring = Measuring()
    apart, together = np.arange(5, dtype=np.int32), np.zeros(5, np.int32)
    assert (await measuring.take(SMALL, measure_mixing, apart, seed=1)).ei_index == 1
    assert (await measuring.take(SMALL, measure_mixing, together, seed=1)).ei_index == -1


async def test_two_who_ask_at_once_share_one_computation(marks: Path, tmp_path: Path) -> None:
    measuring, until = Measuring(), tmp_path / "until"
    asked = [asyncio.create_task(measuring.take(LARGE, wait_for, str(marks), str(until))) for _ in range(5)]
    await wait_for_marks(marks, 1)
    asked.append(asyncio.create_task(measuring.take(LARGE, wait_for, str(marks), str(until))))
    until.touch()
    assert await asyncio.gather(*asked) == [300] * 6
    assert len(processes(marks)) == 1


async def test_who_gives_up_takes_nothing_from_who_still_waits(marks: Path, tmp_path: Path) -> None:
    measuring, until = Measuring(), tmp_path / "until"
    one, other = (
        asyncio.create_task(measuring.take(LARGE, wait_for, str(marks), str(until))) for _ in range(2)
    )
    await wait_for_marks(marks, 1)
    one.cancel()
    with pytest.raises(asyncio.CancelledError):
        await one
    until.touch()
    assert await other == 300
    assert len(processes(marks)) == 1


async def test_when_nobody_waits_any_more_the_work_is_stopped(marks: Path, tmp_path: Path) -> None:
    measuring, until = Measuring(), tmp_path / "until"
    asked = [asyncio.create_task(measuring.take(LARGE, wait_for, str(marks), str(until))) for _ in range(2)]
    await wait_for_marks(marks, 1)
    (process,) = processes(marks)
    assert is_running(process)
    for task in asked:
        task.cancel()
    await asyncio.gather(*asked, return_exceptions=True)
    await wait_for_end(process)
    until.touch()
    assert await measuring.take(LARGE, wait_for, str(marks), str(until)) == 300
    assert len(set(processes(marks))) == 2


async def test_what_takes_too_long_is_stopped_and_refused(marks: Path, tmp_path: Path) -> None:
    await Measuring().take(LARGE, count_nodes, str(marks))
    # Whoever measures next in this loop takes that process, which has nothing to do.
    (process,) = processes(marks)
    measuring, never = Measuring(seconds=0.5), tmp_path / "never"
    with pytest.raises(TooComplex, match="ask about a smaller network") as refusal:
        await measuring.take(LARGE, wait_for, str(marks), str(never))
    assert (refusal.value.measure, refusal.value.bound) == ("seconds", 0.5)
    await wait_for_end(process)
    assert await Measuring().take(LARGE, count_nodes, str(marks), "again") == 300


@pytest.mark.parametrize("ties", [SMALL, LARGE], ids=["small", "large"])
async def test_what_a_measure_raises_is_raised_to_who_asked(ties: Ties, marks: Path) -> None:
    measuring = Measuring()
    for _ in range(2):
        with pytest.raises(Invalid, match=f"^{ties.nodes} are too many") as refusal:
            await measuring.take(ties, refuse, str(marks))
        assert refusal.value.path == ("size",)
    assert await measuring.take(ties, count_nodes, str(marks)) == ties.nodes
    assert len(processes(marks)) == 3


async def test_a_process_that_dies_is_an_error_to_all_who_wait_and_the_next_one_works(marks: Path) -> None:
    measuring = Measuring()
    asked = [measuring.take(LARGE, die, str(marks)) for _ in range(2)]
    found = await asyncio.gather(*asked, return_exceptions=True)
    assert [type(error) for error in found] == [BrokenWorkerProcess] * 2
    assert await measuring.take(LARGE, count_nodes, str(marks)) == 300


async def test_more_than_there_is_room_for_wait_their_turn(marks: Path) -> None:
    measuring = Measuring(processes=1)
    found = await asyncio.gather(
        *(measuring.take(ring(300 + place), count_nodes, str(marks)) for place in range(3))
    )
    assert found == [300, 301, 302]
    assert len(set(processes(marks))) == 1


async def test_results_that_were_long_not_asked_for_are_forgotten(marks: Path) -> None:
    measuring = Measuring()
    for mark in range(KEPT_RESULTS + 1):
        await measuring.take(SMALL, count_nodes, str(marks), str(mark))
    before = len(processes(marks))
    await measuring.take(SMALL, count_nodes, str(marks), str(KEPT_RESULTS))
    assert len(processes(marks)) == before
    await measuring.take(SMALL, count_nodes, str(marks), "0")
    assert len(processes(marks)) == before + 1


async def test_a_network_is_kept_by_view_and_scope(own_example_service: Service) -> None:
    measuring = Measuring()
    view = await own_example_service.view(ViewClass.EDITOR)
    network = await measuring.network(view, Scope())
    assert await measuring.network(await own_example_service.view(ViewClass.EDITOR), Scope()) is network
    assert await measuring.network(view, Scope(ties=TieView.SHARED_AFFILIATION)) is not network
    public = await measuring.network(await own_example_service.view(ViewClass.PUBLIC), Scope())
    assert len(public.nodes) < len(network.nodes)
    node = network.nodes[0]
    await own_example_service.apply([UpdateEntity(node.id, name="Un altro nome")], LOCAL_EDITOR)
    later = await measuring.network(await own_example_service.view(ViewClass.EDITOR), Scope())
    assert later.nodes[0].name == "Un altro nome"
    assert later.ties.digest == network.ties.digest


async def test_networks_that_were_long_not_asked_for_are_forgotten(example_service: Service) -> None:
    measuring = Measuring()
    view = await example_service.view(ViewClass.EDITOR)
    first = await measuring.network(view, Scope(steps=1))
    for steps in range(2, KEPT_NETWORKS + 2):
        await measuring.network(view, Scope(steps=steps))
    assert await measuring.network(view, Scope(steps=1)) is not first


async def test_what_cannot_be_seen_has_no_network(example_service: Service) -> None:
    view = await example_service.view(ViewClass.EDITOR)
    with pytest.raises(NotFound):
        await Measuring().network(view, Scope(around="e000000000000a"))


def test_a_server_imports_the_engine_when_a_measure_needs_it_and_networkx_never() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", HEAVY], cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert ran.stderr == ""
    assert ran.stdout.splitlines() == ["imported ", "DEGREE ", "BETWEENNESS igraph"]


async def test_waiting_for_a_free_process_is_not_measuring(tmp_path: Path) -> None:
    measuring = Measuring(processes=1, seconds=5)
    marks = [str(tmp_path / f"marks {number}") for number in range(4)]
    # The process is there from then on: starting it may take long.
    await Measuring().take(LARGE, count_nodes, str(tmp_path / "marks"))
    asked = (measuring.take(LARGE, take_time, mark) for mark in marks)
    assert await asyncio.gather(*asked) == [LARGE.nodes] * 4
