"""The picture that fits a question's result, as the head of its file names it.

::

    #+ picture: {kind: bars, label: recording, value: number}
    #+ picture: {kind: timeline, label: [release, fact], value: date, note: by the day of release}
    #+ picture: {kind: network, nodes: [film, person], links: [role]}

Bars have a length, ``value``; without it they count the rows of a label. Ranks have a ``value`` of which one
is the best, such as a place on a chart. A timeline's ``value`` is a date of
any precision. A network has a line from each of the ``nodes`` of a row to the next one that the row has,
labelled by the entry of ``links`` at the place of the first; a parameter of the question may be a node too.
Paths are the same from left to right: the first of the ``nodes`` on the left, the last on the right.
What is named is a variable of the query without its ``?``; where there is a variable ``nameLabel`` too,
``name`` is enough.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, TypeGuard, get_args

from cuegraph.service.head import Keys

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from cuegraph.service.head import Head

PictureKind = Literal["bars", "ranks", "timeline", "network", "paths"]

_NEEDED: Final[dict[PictureKind, tuple[str, ...]]] = {
    "bars": ("label",),
    "ranks": ("label", "value"),
    "timeline": ("label", "value"),
    "network": ("nodes",),
    "paths": ("nodes",),
}
_BY_KIND: Final[dict[PictureKind, tuple[str, ...]]] = {
    "bars": ("kind", "label", "value", "note"),
    "ranks": ("kind", "label", "value", "note"),
    "timeline": ("kind", "label", "value", "note"),
    "network": ("kind", "nodes", "links", "note"),
    "paths": ("kind", "nodes", "links", "note"),
}
_FEWEST_NODES: Final = 2


@dataclass(frozen=True)
class Picture:
    """What to draw of a result.

    Attributes:
        kind: what to draw.
        label: the variables that name a bar or an event, joined; none for a network.
        value: the variable with the length or the date; None for a count of rows, and for a network.
        nodes: the variables or parameters along a row of a network; none for others.
        links: the variables that label the line from the node at the same place to the next.
        note: how to read it; empty where that is plain.
    """

    kind: PictureKind
    label: tuple[str, ...] = ()
    value: str | None = None
    nodes: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    note: str = ""


def read_picture(head: Head, variables: Collection[str], parameters: Collection[str]) -> Picture | None:
    """The picture that a head names; None where it names none.

    Args:
        head: the head.
        variables: those of the query.
        parameters: the question's, which can be nodes.

    Raises:
        InvalidData: it breaks the form that the module describes; the line is told.
    """
    if "picture" not in head.keys:
        return None
    keys = head.keys["picture"]
    if not isinstance(keys, Keys):
        line = head.keys.lines["picture"]
        head.fail("'picture' is no mapping.", line, "Write it as {kind: bars, label: name, value: number}.")
    kind = head.sentence(keys, "kind")
    if not _is_kind(kind):
        head.fail(
            f"There is no picture '{kind}'.", keys.lines["kind"], f"Take one of: {', '.join(_BY_KIND)}."
        )
    head.check(keys, _BY_KIND[kind], f"a picture of the kind '{kind}'")
    found = {key: _names(head, keys, key) for key in keys if key not in {"kind", "note"}}
    _check_names(head, keys, found, variables, parameters)
    for key in _NEEDED[kind]:
        if not found.get(key):
            head.fail(f"The picture has no '{key}'.", keys.line, f"Add '{key}: …' with a variable's name.")
    values, nodes, links = (found.get(key, ()) for key in ("value", "nodes", "links"))
    if len(values) > 1:
        head.fail("A picture has one value.", keys.lines["value"], "Name one variable.")
    if kind in {"network", "paths"} and len(nodes) < _FEWEST_NODES:
        head.fail(
            f"A picture of the kind '{kind}' has two nodes or more.",
            keys.lines["nodes"],
            "Write 'nodes: [one, two]'.",
        )
    if links and len(links) >= len(nodes):
        head.fail("There are more links than steps.", keys.lines["links"], "Name one for each two nodes.")
    note = head.sentence(keys, "note") if "note" in keys else ""
    return Picture(kind, found.get("label", ()), values[0] if values else None, nodes, links, note)


def _check_names(
    head: Head,
    keys: Keys,
    found: Mapping[str, tuple[str, ...]],
    variables: Collection[str],
    parameters: Collection[str],
) -> None:
    """See that the query has all that is named."""
    known = {*variables, *(each.removesuffix("Label") for each in variables)}
    for key, names in found.items():
        for name in names:
            if name not in known and not (key == "nodes" and name in parameters):
                head.fail(
                    f"The query has no variable '{name}'.",
                    keys.lines[key],
                    "Name one that it has, without '?'.",
                )


def _is_kind(kind: str) -> TypeGuard[PictureKind]:
    return kind in get_args(PictureKind)


def _names(head: Head, keys: Keys, key: str) -> tuple[str, ...]:
    return (head.sentence(keys, key),) if isinstance(keys[key], str) else head.texts(keys, key)
