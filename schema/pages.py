"""Pages for people: made from templates, in one style, without script and without other hosts."""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape


def write_page(template: str, **content: object) -> str:
    """Return a page; what is put into its template is text, and escaped, unless it is markup."""
    return _environment().get_template(f"{template}.html.j2").render(content)


def in_words(text: str | None) -> Markup:
    """Return a description as markup: what stands between backticks is code."""
    parts = (text or "").split("`")
    if len(parts) % 2 == 0:
        return escape(text or "")
    marked = (
        Markup("<code>{}</code>").format(part) if place % 2 else escape(part)
        for place, part in enumerate(parts)
    )
    return Markup("").join(marked)


@cache
def _environment() -> Environment:
    style = (resources.files("schema") / "templates" / "pages.css").read_text(encoding="utf-8")
    environment = Environment(
        loader=PackageLoader("schema"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["in_words"] = in_words
    digest = b64encode(sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; form-action 'self'; base-uri 'none'"
    # Both are ours: a file, and its hash.
    environment.globals.update(style=Markup(style), policy=Markup(policy))  # noqa: S704
    return environment
