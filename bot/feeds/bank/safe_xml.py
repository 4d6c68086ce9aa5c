"""XML from outside, read without trust: no document type, no entities, nothing fetched, bounded depth."""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.parsers import expat

from bot.service.feeds.records import FeedUnusable

DEEPEST = 60
_SEPARATOR = " "


@dataclass(slots=True)
class Node:
    """An element of the root's own namespace, by its local name; its text, its children."""

    name: str
    children: list[Node] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    attributes: dict[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """Its own text, trimmed."""
        return "".join(self.words).strip()

    def all(self, path: str) -> list[Node]:
        """Every element at a path such as "NtryDtls/TxDtls", in order."""
        found = [self]
        for name in path.split("/"):
            found = [child for node in found for child in node.children if child.name == name]
        return found

    def first(self, path: str) -> Node | None:
        """The first of them."""
        return next(iter(self.all(path)), None)

    def told(self, *paths: str) -> str:
        """The first text that is not empty at one of the paths; else nothing."""
        return next((node.text for path in paths for node in self.all(path) if node.text), "")


class _Reading:
    """The tree while it grows. Elements of other namespaces (signatures, extensions) are left out."""

    def __init__(self, namespaces: frozenset[str]) -> None:
        self._namespaces = namespaces
        self._space = ""
        self._path: list[Node | None] = []
        self.root: Node | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        space, _, local = name.rpartition(_SEPARATOR)
        if self.root is None:
            if space not in self._namespaces:
                raise FeedUnusable(f"the file is XML, but not of a kind known here ({space[:80] or 'no namespace'})")
            self._space = space
        if len(self._path) >= DEEPEST:
            raise FeedUnusable(f"the file nests its elements deeper than {DEEPEST}: it is not a statement")
        above = self._path[-1] if self._path else None
        if space != self._space or (self._path and above is None):
            self._path.append(None)
            return
        node = Node(name=local, attributes=attributes)
        if above is None:
            self.root = node
        else:
            above.children.append(node)
        self._path.append(node)

    def end(self, _: str) -> None:
        """It ends."""
        self._path.pop()

    def words(self, text: str) -> None:
        """Text within it."""
        if self._path and self._path[-1] is not None:
            self._path[-1].words.append(text)


def parse(data: bytes, namespaces: frozenset[str]) -> Node:
    """The root element. Raises FeedUnusable: not well-formed (or cut off), a document type, another namespace."""

    def refuse(*_: object) -> int:
        raise FeedUnusable("the file declares a document type or entities: no statement of a bank does")

    reading = _Reading(namespaces)
    parser = expat.ParserCreate(namespace_separator=_SEPARATOR)
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = reading.start, reading.end
    parser.CharacterDataHandler = reading.words
    # A document type is the only way to entities (a billion laughs, files read from this machine).
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.ExternalEntityRefHandler = refuse
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise FeedUnusable(
            f"the file is not whole or not XML: {expat.ErrorString(error.code)}, line {error.lineno}"
        ) from error
    except (ValueError, LookupError) as error:
        raise FeedUnusable(f"the file's encoding can't be read: {error}") from error
    if reading.root is None:
        raise FeedUnusable("the file holds no element")
    return reading.root
