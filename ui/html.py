"""Elements of HTML that have no name in Solara: tables, headings, things that fold."""

from __future__ import annotations

from typing import Any

import solara


def html(tag: str, *children: Any, **more: Any) -> solara.Element[Any]:
    """An element; ``more`` are its ``classes`` and ``style``, and its attributes with an underscore
    for a hyphen."""
    classes, style = more.pop("classes", ""), more.pop("style", "")
    attributes = {name.replace("_", "-"): value for name, value in more.items()}
    given = {"class_": classes, "style_": style, "attributes": attributes}
    return solara.v.Html(tag=tag, children=list(children), **given)
