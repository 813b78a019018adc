"""The head of a ``.rq`` file: YAML in its opening comment lines ``#+``; each fault has its line."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, NoReturn

import yaml

from cuegraph.errors import InvalidData

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

OPENING = "#+"


class Entries(list[Any]):
    """A list of the head. ``line`` is its line in the file, from 1."""

    line: int


class Keys(dict[str, Any]):
    """A mapping of the head. ``line`` is its line in the file, from 1, ``lines`` those of its keys."""

    line: int
    lines: dict[str, int]


class Head:
    """Reads a head part by part; what is not as asked for raises InvalidData with file, line and remedy.

    Args:
        text: the file's text.
        where: the file, for the errors.

    Attributes:
        keys: the head's outermost mapping.
    """

    def __init__(self, text: str, where: str) -> None:
        self._where = where
        lines: list[str] = []
        for line in text.splitlines():
            if not line.startswith(OPENING):
                break
            lines.append(line.removeprefix(OPENING).removeprefix(" "))
        try:
            # This loader leaves dates, "no" and "70:18" the text that they are; like the base of all loaders
            # it makes nothing but texts, lists and mappings.
            found = _loaded("\n".join(lines))
        except yaml.MarkedYAMLError as error:
            at = error.problem_mark.line + 1 if error.problem_mark else 1
            self.fail(
                f"The head is not YAML: {error.problem}.", at, 'Put text that holds ": " or "#" in quotes.'
            )
        except yaml.YAMLError as error:  # a character that YAML does not allow
            self.fail(f"The head is not YAML: {error}.", 1, "Leave the character out.")
        if not isinstance(found, Keys):
            self.fail(
                "The file does not open with its question.",
                1,
                "Open it with the lines '#+ title: …', '#+ sentence: …' and '#+ expect: …'.",
            )
        self.keys = found

    def fail(self, what: str, line: int, remedy: str) -> NoReturn:
        """Raises the error for this line of the file."""
        raise InvalidData(what, where=f"{self._where}:{line}", remedy=remedy)

    def mappings(self, keys: Keys, key: str, known: Iterable[str]) -> list[Keys]:
        """The mappings that are listed under a key, empty when there is none; they have known keys only."""
        known = tuple(known)
        for entry in self._entries(keys, key):
            if not isinstance(entry, Keys):
                self.fail(
                    f"An entry of '{key}' is no mapping.", keys.lines[key], f"Its keys are: {_list(known)}."
                )
            self.check(entry, known, f"an entry of '{key}'")
        return list(self._entries(keys, key))

    def check(self, keys: Keys, known: Iterable[str], of: str) -> None:
        """Whether there are no keys but these."""
        known = tuple(known)
        for key in keys:
            if key not in known:
                self.fail(f"There is no key '{key}' in {of}.", keys.lines[key], f"There are: {_list(known)}.")

    def sentence(self, keys: Keys, key: str) -> str:
        """The text of a key, on one line and not empty."""
        value = keys.get(key)
        if not isinstance(value, str) or not value.strip():
            line = keys.lines.get(key, keys.line)
            self.fail(f"There is no {key}.", line, f"Add '{key}: …'.")
        return " ".join(value.split())

    def texts(self, keys: Keys, key: str) -> tuple[str, ...]:
        """The texts that are listed under a key, none when the key is missing."""
        return self.row(self._entries(keys, key), key)

    def rows(self, keys: Keys, key: str) -> tuple[tuple[str, ...], ...]:
        """The lists of texts that are listed under a key that must be there."""
        if key not in keys:
            self.fail(f"There is no '{key}'.", keys.line, f"Add '{key}: []' or a list of lists.")
        return tuple(self.row(each, key) for each in self._entries(keys, key))

    def row(self, value: Any, key: str) -> tuple[str, ...]:
        """A list of texts."""
        if not isinstance(value, Entries):
            self.fail(f"'{value}' in '{key}' is no list.", self.keys.line, "Write it as [one, two].")
        if wrong := next((each for each in value if not isinstance(each, str)), None):
            self.fail(f"In '{key}' there is something else than text.", wrong.line, "Put it in quotes.")
        return tuple(value)

    def texts_by_key(self, keys: Keys, key: str) -> dict[str, str]:
        """The mapping under a key, of texts to texts; empty when the key is missing."""
        value = keys.get(key) or {}
        if not isinstance(value, dict) or not all(isinstance(each, str) for each in value.values()):
            self.fail(
                f"'{key}' is no mapping to texts.", keys.lines[key], f"Write it as '{key}: {{name: value}}'."
            )
        return dict(value)

    def _entries(self, keys: Keys, key: str) -> Entries:
        value = keys.get(key) or Entries()
        if not isinstance(value, Entries):
            self.fail(f"'{key}' is no list.", keys.lines[key], f"Write it as '{key}: [one, two]'.")
        return value


def _loaded(text: str) -> Any:
    """What the text says: the parser in C is ten times as fast; the one in Python tells what is wrong."""
    if yaml.__with_libyaml__:
        with suppress(yaml.YAMLError):
            return yaml.load(text, Loader=_FastLoader)  # noqa: S506
    return yaml.load(text, Loader=_Loader)  # noqa: S506


class _Making(yaml.constructor.BaseConstructor):
    """Makes texts of all scalars, and lists and mappings that know their lines."""

    def construct_sequence(self, node: yaml.SequenceNode, deep: bool = False) -> Entries:  # noqa: ARG002, FBT001, FBT002 (PyYAML's signature)
        found = Entries(self.construct_object(each, deep=True) for each in node.value)
        found.line = node.start_mark.line + 1
        return found

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:  # noqa: ARG002, FBT001, FBT002 (PyYAML's signature)
        found = Keys()
        found.line, found.lines = node.start_mark.line + 1, {}
        for key_node, value_node in node.value:
            key = str(self.construct_object(key_node, deep=True))
            if key in found:
                raise yaml.MarkedYAMLError(
                    problem=f"the key '{key}' comes twice", problem_mark=key_node.start_mark
                )
            found[key] = self.construct_object(value_node, deep=True)
            found.lines[key] = key_node.start_mark.line + 1
        return found  # type: ignore[return-value]  # its keys are texts, which are hashable


class _Loader(_Making, yaml.BaseLoader):
    """Reads with the parser in Python."""


class _FastLoader(_Making, yaml.CBaseLoader if yaml.__with_libyaml__ else yaml.BaseLoader):  # type: ignore[misc]
    """Reads with the parser in C."""


def _list(words: Iterable[str]) -> str:
    return ", ".join(words)
