"""The pages of both territories, walked through whole: every link leads somewhere, in one language."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from urllib.parse import urlsplit

import pytest

from graph.vocabulary.kinds import Language
from graph.vocabulary.layering import load_vocabulary
from server.pages import POLICY
from tests.server.asking import LOCAL, Client
from tests.server.site_reading import ReadPage, parameters, read_page, walk_site
from visualisations.pages.texts import TEXTS

Site = tuple[dict[str, ReadPage], list[str]]
KINDS = [
    *("/", "/entities", "/entities/cabina-regia-cremona", "/involvement", "/involvement?where=azione-5"),
    *("/bodies", "/coverage", "/sources", "/sources/pagina-piano"),
]
PEOPLE = {"Ada Esempio", "Bruno Fittizio"}
ENGLISH = re.compile(r"\b(the|and|of|is|are|with|recorded|nothing|since|until|from)\b", re.IGNORECASE)


@pytest.fixture(scope="module")
def plan_site(plan_client: Client) -> Site:
    """Return the whole site of the plan, in Italian."""
    return walk_site(plan_client)


@pytest.fixture(scope="module")
def example_site(example_client: Client) -> Site:
    """Return the whole site of the example, in English."""
    return walk_site(example_client, "/?lang=en")


@pytest.fixture(scope="module")
def public_site(public_client: Client) -> Site:
    """Return the whole site of the example as everybody sees it, at the end of its plan."""
    return walk_site(public_client, "/?phase=fase-finale")


def test_every_link_of_the_plan_leads_somewhere(plan_site: Site) -> None:
    pages, wrong = plan_site
    assert wrong == []
    assert {"/", "/bodies", "/coverage", "/entities/caffe-politico", "/sources/pagina-piano"} <= set(pages)


def test_every_link_of_the_example_leads_somewhere_in_the_chosen_language(example_site: Site) -> None:
    pages, wrong = example_site
    assert wrong == []
    assert len(pages) > 150
    assert {page.language for page in pages.values()} == {"en"}


def test_every_link_of_the_public_site_leads_somewhere_at_the_chosen_moment(public_site: Site) -> None:
    pages, wrong = public_site
    assert wrong == []
    assert all(
        "fase-finale" in address or ("Fase finale", "·") not in pairwise(page.texts)
        for address, page in pages.items()
    )
    kept = [parameters(address).get("phase") for address in pages if "/entities/" in address]
    assert len(kept) > 100
    assert set(kept) == {"fase-finale"}


def test_every_page_has_a_title_of_its_own(plan_site: Site, example_site: Site) -> None:
    for pages in (plan_site[0], example_site[0]):
        counts = Counter(page.title for page in pages.values())
        assert [title for title, count in counts.items() if count > 1] == []
        assert all(re.fullmatch(r".{3,} – Intreccio", title) for title in counts)


def test_headings_are_one_first_and_none_left_out(plan_site: Site, example_site: Site) -> None:
    for page in [*plan_site[0].values(), *example_site[0].values()]:
        levels = [level for level, _ in page.headings]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after - before <= 1 for before, after in pairwise(levels))


def test_no_id_stands_twice_in_a_page(plan_site: Site) -> None:
    for address, page in plan_site[0].items():
        assert [name for name, count in Counter(page.ids).items() if count > 1] == [], address


def test_pages_need_no_script_and_no_inline_style(plan_site: Site, example_site: Site) -> None:
    for page in [*plan_site[0].values(), *example_site[0].values()]:
        assert page.policy == POLICY
        assert not {"script", "style", "iframe", "object"} & set(page.tags)
        assert not [name for name in page.attributes if re.search(r" (on\w+|style)$", name)]


def labels(language: Language) -> set[str]:
    """Return all the pages' own texts in a language that differ from the other language's."""
    vocabulary = load_vocabulary()
    found = [*TEXTS.values(), *(kind.label for kind in vocabulary.relationship_kinds.values())]
    found += [kind.label for kind in vocabulary.entity_kinds.values()]
    found += [kind.plural for kind in vocabulary.entity_kinds.values()]
    return {label.text(language) for label in found if label.it != label.en and "{" not in label.en}


def test_italian_pages_hold_no_english_label(plan_site: Site) -> None:
    for address, page in plan_site[0].items():
        # What documents call their own parts, and projects themselves, is as it is.
        assert set(page.texts) & labels(Language.EN) == set(), address
        found = ENGLISH.search(page.words)
        assert found is None, f"{address}: {page.words[found.start() - 30 : found.end() + 30]}"


def test_english_pages_hold_no_italian_label(example_site: Site) -> None:
    for address, page in example_site[0].items():
        # What a document calls its sections is as it is, and marked as Italian.
        assert set(page.told) & labels(Language.IT) == set(), address
        assert page.told


def test_people_are_on_no_public_page(public_site: Site, example_site: Site) -> None:
    assert any(name in page.words for name in PEOPLE for page in example_site[0].values())
    for address, page in public_site[0].items():
        assert [name for name in PEOPLE if name in page.words] == [], address


def test_young_people_are_on_nobodys_page(public_site: Site, example_site: Site) -> None:
    for page in [*public_site[0].values(), *example_site[0].values()]:
        assert not re.search(r"\bG-\d\d\b", page.words)


@pytest.mark.parametrize("path", [*KINDS, "/entities/nessuno", "/nowhere", "/bodies?at=ieri"])
def test_every_page_may_fetch_only_its_own_style_and_pictures(plan_client: Client, path: str) -> None:
    answer = plan_client.get(path, headers={"Accept": "text/html"})
    assert answer.headers["content-security-policy"] == POLICY
    assert "script-src" not in POLICY
    assert "unsafe" not in POLICY
    assert POLICY.startswith("default-src 'none'")


@pytest.mark.parametrize("path", KINDS)
def test_every_kind_of_page_says_its_language_moment_and_revision(plan_client: Client, path: str) -> None:
    for language, moment, revision in (
        ("it", "Situazione al 16 giugno 2014", "Revisione 1 dei dati"),
        ("en", "As of 16 June 2014", "Revision 1 of the data"),
    ):
        answer = plan_client.get(path, headers={"Accept-Language": language})
        page = read_page(answer.text)
        assert (page.language, answer.headers["content-language"]) == (language, language)
        assert moment in page.words
        assert revision in page.words
        assert page.tags.count("main") == 1


@pytest.mark.parametrize("path", KINDS)
def test_the_other_language_is_the_same_page(plan_client: Client, path: str) -> None:
    page = read_page(plan_client.get(path, headers={"Accept-Language": "it"}).text)
    assert page.canonical == page.alternates["it"]
    assert parameters(page.alternates["it"]) == {**parameters(path), "lang": "it"}
    assert page.alternates["x-default"] == LOCAL + path
    absolute = page.alternates["en"]
    assert absolute.startswith(f"{LOCAL}/")
    address = absolute.removeprefix(LOCAL)
    other = read_page(plan_client.get(address, headers={"Accept-Language": "it"}).text)
    assert (other.language, other.canonical, other.alternates) == ("en", absolute, page.alternates)
    assert urlsplit(address).path == urlsplit(path).path
    assert parameters(address) == {**parameters(path), "lang": "en"}
    assert all(
        "lang=en" in link
        for link in other.links
        if link.startswith("/") and ".css" not in link and "?" in link
    )


@pytest.mark.parametrize("path", KINDS)
def test_a_page_that_has_not_changed_is_not_sent_again(plan_client: Client, path: str) -> None:
    first = plan_client.get(path)
    again = plan_client.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = plan_client.get(path, headers={"If-None-Match": first.headers["etag"], "Accept-Language": "en"})
    assert other.status_code == 200
