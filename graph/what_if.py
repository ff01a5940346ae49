"""Changes laid over a view, to be looked at and then forgotten."""

from __future__ import annotations

from collections.abc import Sequence

from graph.changes import Change
from graph.draft import Draft
from graph.view import View


def imagine(view: View, changes: Sequence[Change]) -> View:
    """Return the view as it would be after the changes, at the same moment; nothing is saved.

    Changes are checked as `Service.apply` checks them, against all moments: Invalid, NotFound or Forbidden
    lead by their path into `changes`. So whoever is hidden from the viewer stays hidden: not to be
    changed, tied or recorded. That the viewer may write is not asked. Ids that were made up are in no
    store. The view's revision is that of the one it was laid over, though their networks differ: keep
    neither it nor its networks where that tells them apart. Raises NotFound when the changes take away
    the phase that the view shows.

    Costs what has changed over a timeless view; over one of a day or a phase O(facts), of figures only.
    """
    timeless = View(view.snapshot, view.vocabulary, view.view_class, None, view)
    draft = Draft(timeless)
    draft.lay(changes)
    imagined = view.snapshot.advance(view.snapshot.revision, draft.writes())
    return View(imagined, view.vocabulary, view.view_class, view.moment, view)
