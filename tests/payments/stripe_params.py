"""What Stripe would make of a request's parameters: read from the form, held against the official library's types."""

from __future__ import annotations

import re
import types
import typing
from functools import cache
from typing import Any
from urllib.parse import parse_qsl

from typing_extensions import is_typeddict

_KEY = re.compile(r"([^\[\]]+)|\[([^\[\]]*)\]")
_ELSEWHERE = {**vars(typing), "StripeContext": object, "UntypedStripeObject": dict, "HTTPClient": object}
"""Names that the library's modules import for type checkers only."""
_OF_THE_CALL = {"api_key", "stripe_version", "stripe_account", "stripe_context", "idempotency_key", "headers",
                "max_network_retries", "content_type"}


class BadParameter(Exception):
    """Stripe would answer 400; `name` is the parameter."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"{name}: {why}")
        self.name = name


def read_form(text: str) -> dict[str, Any]:
    """`a[b][0][c]=d` as nested dicts and lists. Raises BadParameter."""
    tree: dict[str, Any] = {}
    for key, value in parse_qsl(text, keep_blank_values=True, strict_parsing=bool(text)):
        path = [plain or inner for plain, inner in _KEY.findall(key)]
        place = tree
        for step in path[:-1]:
            place = place.setdefault(step, {})
        if not path or path[-1] in place:
            raise BadParameter(key, "twice or nameless")
        place[path[-1]] = value
    return {key: _listed(value) for key, value in tree.items()}


def _listed(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if value and all(key.isdigit() for key in value):
        return [_listed(value[key]) for key in sorted(value, key=int)]
    return {key: _listed(one) for key, one in value.items()}


@cache
def _hints(kind: type) -> dict[str, Any]:
    return typing.get_type_hints(kind, localns=_ELSEWHERE)


def check(params: dict[str, Any], kind: type, prefix: str = "") -> dict[str, Any]:
    """The parameters as their types say. Raises BadParameter for an unknown name, a wrong type, a missing one."""
    hints = {name: hint for name, hint in _hints(kind).items() if prefix or name not in _OF_THE_CALL}
    for name in params:
        if name not in hints:
            raise BadParameter(prefix + name, "unknown parameter")
    missing = {name for name in getattr(kind, "__required_keys__", ()) if name in hints} - set(params)
    if missing:
        raise BadParameter(prefix + min(missing), "missing")
    return {name: _fit(value, hints[name], prefix + name) for name, value in params.items()}


def _fit(value: Any, hint: Any, name: str) -> Any:
    origin, inside = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        return _one_of(value, inside, name)
    if origin is typing.Literal:
        if value not in inside:
            raise BadParameter(name, f"not one of {inside}")
        return value
    if origin is list:
        if not isinstance(value, list):
            raise BadParameter(name, "not a list")
        return [_fit(one, inside[0], f"{name}[{n}]") for n, one in enumerate(value)]
    if is_typeddict(hint):
        if not isinstance(value, dict):
            raise BadParameter(name, "not an object")
        return check(value, hint, f"{name}.")
    if hint is dict or origin is dict:
        if not isinstance(value, dict) or not all(isinstance(one, str) for one in value.values()):
            raise BadParameter(name, "not a set of strings")
        return value
    return _plain(value, hint, name)


def _one_of(value: Any, hints: tuple[Any, ...], name: str) -> Any:
    """Literals go first: `Literal[...] | str` is how the library writes a closed list that may grow."""
    literals = [hint for hint in hints if typing.get_origin(hint) is typing.Literal]
    for hint in literals or hints:
        try:
            return _fit(value, hint, name)
        except BadParameter as error:
            wrong = error
    raise wrong


def _plain(value: Any, hint: Any, name: str) -> Any:
    if not isinstance(value, str):
        raise BadParameter(name, "not a plain value")
    if hint is int:
        if not re.fullmatch(r"-?\d+", value):
            raise BadParameter(name, "not a whole number")
        return int(value)
    if hint is bool:
        if value not in ("true", "false"):
            raise BadParameter(name, "not a boolean")
        return value == "true"
    return value
