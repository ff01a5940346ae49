"""The page for people at the address of the API: a plain form, working without script or other hosts."""

from __future__ import annotations

import base64
import hashlib
from importlib import resources


def read_form() -> str:
    """Return the page, its style sheet put in and named by hash in its content policy."""
    folder = resources.files("schema")
    style = (folder / "form.css").read_text(encoding="utf-8")
    page = (folder / "form.html").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return page.replace("STYLE_HASH", digest).replace("STYLE", style)
