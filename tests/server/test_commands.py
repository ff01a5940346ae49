"""The commands do what their help says, and refuse in one sentence."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from graph.analysis.readings import load_readings
from graph.vocabulary.layering import load_vocabulary
from importers.territory import shipped_territory
from schema.api import build_api
from server.cli import app
from tests.server.asking import language, resources
from tests.server.conftest import Run

PLAN, EXAMPLE = str(shipped_territory("plan")), str(shipped_territory("example"))
COMMANDS = [
    *("demo", "serve", "load", "map", "chart", "facts", "check"),
    *("backup", "restore", "export", "copy", "erase", "schema", "vocabulary", "measures"),
]
SENTENCE = re.compile(r"[^\n]+\.\n")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty folder that commands run in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def store(run: Run, here: Path) -> str:
    """Return a store in that folder, own.db, with the example."""
    url = "sqlite:///own.db"
    assert run("load", EXAMPLE, "--store", url).code == 0
    assert (here / "own.db").is_file()
    return url


@pytest.fixture
def bad(here: Path) -> Path:
    """Return a folder with a territory that has two faults."""
    shutil.copytree(PLAN, here / "bad")
    with (here / "bad" / "districts.csv").open("a", encoding="utf-8") as table:
        table.write("altrove,distrect,Altrove,,,\nlontano,district,Lontano,primo,,\n")
    return here / "bad"


def test_the_commands_are_those_that_are_listed(run: Run) -> None:
    ran = run("--help")
    listed = ran.out.partition("Commands:")[2]
    assert re.findall(r"^  ([a-z]+) ", listed, re.MULTILINE) == COMMANDS
    assert {command.name for command in app.registered_commands} == set(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_help_shows_examples(run: Run, command: str) -> None:
    ran = run(command, "--help")
    assert ran.code == 0
    lines = ran.out.partition("  Example")[2].splitlines()[1:]
    assert lines[0].startswith(f"    intreccio {command}")


@pytest.mark.parametrize("command", [*COMMANDS, ""])
def test_an_option_that_there_is_not_is_refused(run: Run, command: str) -> None:
    ran = run(*filter(None, [command]), "--nonsense")
    assert ran.code == 2
    assert "--nonsense" in ran.err


def test_load_tells_what_it_wrote(run: Run, here: Path) -> None:
    ran = run("load", PLAN, "--store", "sqlite:///own.db")
    assert ran.code == 0
    assert re.fullmatch(rf"{PLAN}: \d+ created, 0 changed, 0 unchanged – revision 1\.\n", ran.out)
    assert (here / "own.db").is_file()


def test_load_again_writes_nothing(run: Run, here: Path) -> None:
    run("load", PLAN, "--store", "sqlite:///own.db")
    before = (here / "own.db").read_bytes()
    ran = run("load", PLAN, "--store", "sqlite:///own.db")
    assert re.fullmatch(rf"{PLAN}: 0 created, 0 changed, \d+ unchanged\.\n", ran.out)
    assert (here / "own.db").read_bytes() == before


def test_load_makes_the_folder_of_its_store(run: Run, here: Path) -> None:
    assert run("load", PLAN, "--store", "sqlite:///stores/own.db").code == 0
    assert (here / "stores" / "own.db").is_file()


def test_load_takes_its_store_from_the_settings(run: Run, here: Path) -> None:
    assert run("load", PLAN, STORE="sqlite:///own.db").code == 0
    assert (here / "own.db").is_file()


def test_load_without_a_store_asks_for_one(run: Run) -> None:
    ran = run("load", PLAN)
    assert ran.code == 2
    assert "--store" in ran.err


def test_a_dry_run_leaves_no_trace(run: Run, here: Path) -> None:
    ran = run("load", PLAN, "--store", "sqlite:///own.db", "--dry-run")
    assert re.search(r"\d+ created, 0 changed, 0 unchanged – a dry run, nothing was written", ran.out)
    assert list(here.iterdir()) == []


def test_a_dry_run_on_a_store_counts_what_would_change(run: Run, here: Path) -> None:
    run("load", PLAN, "--store", "sqlite:///own.db")
    before = (here / "own.db").read_bytes()
    ran = run("load", PLAN, "--store", "sqlite:///own.db", "--dry-run")
    assert re.search(r"0 created, 0 changed, \d+ unchanged – a dry run", ran.out)
    assert (here / "own.db").read_bytes() == before


def test_load_of_bad_files_names_every_fault_and_makes_no_store(run: Run, here: Path, bad: Path) -> None:
    ran = run("load", str(bad), "--store", "sqlite:///own.db")
    assert ran.code == 1
    assert ran.err.startswith("2 problems found; nothing was loaded.\n")
    assert (
        "districts.csv, row 5, column kind: “distrect” is no kind of entity. Did you mean district?"
        in ran.err
    )
    assert "districts.csv, row 6, column order" in ran.err
    assert not (here / "own.db").exists()


@pytest.mark.parametrize("folder", [PLAN, EXAMPLE])
def test_check_finds_nothing_wrong_with_what_is_shipped(run: Run, folder: str) -> None:
    ran = run("check", folder)
    assert ran.code == 0
    assert re.fullmatch(rf"{folder}: \d+ facts, nothing wrong\.\n", ran.out)


def test_check_of_bad_files_names_every_fault(run: Run, bad: Path) -> None:
    ran = run("check", str(bad))
    assert (ran.code, ran.out) == (1, "")
    assert "row 5" in ran.err
    assert "row 6" in ran.err


def test_check_finds_a_store_sound(run: Run, store: str) -> None:
    ran = run("check", "--store", store)
    assert ran.code == 0
    assert re.fullmatch(
        r"sqlite:///own\.db: 151 entities, \d+ relationships at revision 1: as the log says\.\n", ran.out
    )


def test_check_of_nothing_asks_what(run: Run) -> None:
    assert run("check").code == 1


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ([], ("it", "Caffè Politico")),
        (["--lang", "en"], ("en", "Caffè Politico")),
        (["--example"], ("it", "Agenzia sociale Mezzaluce")),
        (["--example", "--phase", "fase-finale", "--lang", "en"], ("en", "Agenzia sociale Mezzaluce")),
        (["--at", "2013-06-01"], ("it", "Caffè Politico")),
    ],
)
def test_map_writes_a_page_that_needs_nothing_else(
    run: Run, here: Path, options: list[str], expected: tuple[str, str]
) -> None:
    ran = run("map", "--out", "map.html", *options)
    page = (here / "map.html").read_text(encoding="utf-8")
    assert re.fullmatch(r"map\.html: \d+\.\d MB, open it in a browser\.\n", ran.out)
    assert language(page) == expected[0]
    assert expected[1] in page
    assert resources(page) == []


def test_map_of_a_phase_differs_from_the_map_of_another(run: Run, here: Path) -> None:
    for phase in ("fase-avvio", "fase-finale"):
        run("map", "--out", f"{phase}.html", "--example", "--phase", phase)
    assert (here / "fase-avvio.html").read_bytes() != (here / "fase-finale.html").read_bytes()


def test_map_of_a_day_shows_what_was_there_on_it(run: Run, here: Path) -> None:
    for day in ("2012-06-01", "2013-06-01"):
        run("map", "--out", f"{day}.html", "--at", day)
    assert (here / "2012-06-01.html").read_bytes() != (here / "2013-06-01.html").read_bytes()


def test_map_of_a_store_shows_that_store(run: Run, here: Path, store: str) -> None:
    run("map", "--out", "map.html", "--store", store)
    assert "Agenzia sociale Mezzaluce" in (here / "map.html").read_text(encoding="utf-8")


def test_an_unknown_phase_lists_the_phases(run: Run, here: Path) -> None:
    ran = run("map", "--out", "map.html", "--phase", "fase-zero")
    assert ran.code == 1
    assert (
        ran.err == "There is no phase “fase-zero”; there are: fase-start-up, fase-intermedia, fase-finale.\n"
    )
    assert list(here.iterdir()) == []


def test_what_is_no_phase_is_no_phase(run: Run, here: Path) -> None:
    assert run("map", "--out", "map.html", "--phase", "piano-giovani").code == 1
    assert list(here.iterdir()) == []


def test_a_public_map_names_no_person(run: Run, here: Path) -> None:
    for option, named in ((), True), (("--public",), False):
        assert run("map", "--example", "--out", "map.html", *option).code == 0
        page = (here / "map.html").read_text(encoding="utf-8")
        assert ("Ada Esempio" in page) == named
        assert "Radio Borgolieve" in page


def test_map_shows_a_day_or_a_phase_not_both(run: Run) -> None:
    ran = run("map", "--out", "map.html", "--phase", "fase-finale", "--at", "2013-01-01")
    assert ran.code == 1
    assert "not both" in ran.err


def test_schema_prints_what_the_server_gives(run: Run) -> None:
    assert run("schema").out == build_api().as_str() + "\n"


def test_vocabulary_lists_every_kind_with_its_properties(run: Run) -> None:
    lines = run("vocabulary").out.splitlines()
    core = load_vocabulary()
    first_words = {line.split()[0] for line in lines if line}
    assert core.entity_kinds.keys() | core.relationship_kinds.keys() <= first_words
    assert {name for kind in core.entity_kinds.values() for name in kind.properties} <= first_words


def test_vocabulary_speaks_the_language_asked_for(run: Run) -> None:
    assert "Organizzazione" in run("vocabulary").out
    assert "Organisation" in run("vocabulary", "--lang", "en").out


def test_vocabulary_of_the_example_has_its_own_kinds(run: Run) -> None:
    printed = run("vocabulary", "--example").out
    assert re.search(r"^youth_centre +Centro giovani$", printed, re.MULTILINE)
    assert re.search(r"^mentors +affianca$", printed, re.MULTILINE)


GONE, NO_STORE = "sqlite:///gone.db", "There is no store at gone.db"
REFUSED = {
    "a folder that is not there": (["load", "gone", "--store", "memory://"], "gone: there is no such folder"),
    "a folder to check that is not there": (["check", "gone"], "gone: there is no such folder"),
    "no store of that name": (["facts", "--store", GONE], NO_STORE),
    "no store to check": (["check", "--store", GONE], NO_STORE),
    "no store to draw": (
        ["map", "--out", "m", "--store", "sqlite:///gone.db"],
        "There is no store at gone.db",
    ),
    "an URL of another kind": (["serve", "--store", "mysql://x"], "“mysql://x” names no store"),
    "an URL without a file": (["serve", "--store", "sqlite:///"], "“sqlite:///” names no store"),
    "a path for an URL": (["load", PLAN, "--store", "plan.db"], "“plan.db” names no store"),
    "a demo without an URL": (["demo", "--no-browser", "--store", "x"], "“x” names no store"),
    "a folder for a file": (["serve", "--store", "sqlite:///folder"], "folder is a directory, not a store"),
    "a text for a store": (["serve", "--store", "sqlite:///text.db"], "text.db is no SQLite file"),
    "a page that cannot be written": (["map", "--out", "gone/map.html"], "gone/map.html cannot be written"),
    "a page for a folder": (["map", "--out", "folder"], "folder cannot be written"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_is_said_in_a_sentence(run: Run, here: Path, name: str) -> None:
    arguments, says = REFUSED[name]
    (here / "folder").mkdir()
    (here / "text.db").write_text("a text, long enough to be no database " * 50, encoding="utf-8")
    ports = ["--port", "0"] if arguments[0] in ("serve", "demo") else []
    ran = run(*arguments, *ports)
    assert (ran.code, ran.out) == (1, "")
    assert says in ran.err
    assert SENTENCE.fullmatch(ran.err.partition("nothing was loaded.\n")[2] or ran.err)
    assert {file.name for file in here.iterdir()} == {"folder", "text.db"}


def test_measures_says_all_of_them_in_plain_words(run: Run) -> None:
    said, measured = run("measures", "--lang", "en").out, load_readings()
    assert said.count("\n\n") + 1 == len(measured) > 50
    plain = " ".join(said.split())
    for measure in measured.values():
        assert f"{measure.label.en} ({measure.name})" in said
        assert " ".join(measure.reading.en.split()) in plain
        assert measure.reading.it not in plain


def test_measures_speaks_the_language_of_the_settings(run: Run) -> None:
    assert run("measures", "density").out.startswith("Densità (density)\n")
    assert run("measures", "density", LANGUAGE="en").out.startswith("Density (density)\n")
    assert run("measures", "density", "--lang", "en").out.startswith("Density (density)\n")


def test_measures_as_markdown_have_both_languages_unless_one_is_chosen(run: Run) -> None:
    both = run("measures", "diameter", "--markdown").out
    english = run("measures", "diameter", "--markdown", "--lang", "en").out
    assert both.startswith("**diameter**: Distanza massima, Diameter. Largest distance.")
    assert both.count("\n- *it* ") == both.count("\n- *en* ") == english.count("\n- *en* ") == 1
    assert "*it*" not in english


def test_a_measure_that_there_is_not_is_refused(run: Run) -> None:
    ran = run("measures", "density", "importance")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("There is no measure “importance”; there are: density, ")
    assert SENTENCE.fullmatch(ran.err)
