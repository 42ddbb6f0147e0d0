"""JSON as the protocol means it (RFC 8259), where Python's own module is more generous or more limited."""

from __future__ import annotations

import json
import math
import re
from typing import Any


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def _finite(text: str) -> float | None:
    # 1e400 is valid JSON and no number that could be sent back; null is what JavaScript makes of it.
    value = float(text)
    return value if math.isfinite(value) else None


_DECODER = json.JSONDecoder(parse_constant=_refuse_constant, parse_float=_finite)
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)
_ASCII_ENCODER = json.JSONEncoder(separators=(",", ":"), allow_nan=False)
_TOKEN = re.compile(
    r'[ \t\n\r]*(?:([\[\]{},:])|("(?:[^"\\]|\\.)*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null))'
)


def decode(text: str) -> Any:
    """The value of a JSON text, however deep it is nested. Raises ValueError where it is none."""
    try:
        return _DECODER.decode(text)
    except RecursionError:
        return _decode_deep(text)


def encode(value: Any) -> bytes:
    """A value as JSON text in UTF-8, without blanks; lone surrogates are escaped. Raises RecursionError."""
    text = _ENCODER.encode(value)
    try:
        return text.encode()
    except UnicodeEncodeError:
        return _ASCII_ENCODER.encode(value).encode()


def _decode_deep(text: str) -> Any:
    """Decodes without recursion; slower, so only what the standard library gives up on comes here."""
    root: list[Any] = []
    stack: list[list[Any]] = [root]  # a list is itself; an object is a list of names and values in turn
    is_object = [False]
    at = 0
    expects = "value"  # value, first (value or end), name, first name, colon, next
    while match := _TOKEN.match(text, at):
        at = match.end()
        mark, plain = match.groups()
        value: Any = None
        if plain is not None and expects in ("value", "first"):
            value = _DECODER.decode(plain)
        elif plain is not None and plain[0] == '"' and expects in ("name", "first name"):
            stack[-1].append(_DECODER.decode(plain))
            expects = "colon"
            continue
        elif mark == ":" and expects == "colon":
            expects = "value"
            continue
        elif mark is not None and mark in "[{" and expects in ("value", "first"):
            stack.append([])
            is_object.append(mark == "{")
            expects = "first name" if mark == "{" else "first"
            continue
        elif mark == "," and expects == "next" and len(stack) > 1:
            expects = "name" if is_object[-1] else "value"
            continue
        elif mark in ("]", "}") and expects in ("next", "first", "first name") and len(stack) > 1:
            if is_object.pop() != (mark == "}"):
                break
            items = stack.pop()
            value = dict(zip(items[::2], items[1::2], strict=True)) if mark == "}" else items
        else:
            break
        stack[-1].append(value)
        expects = "next"
    if len(stack) != 1 or len(root) != 1 or text[at:].strip(" \t\n\r"):
        raise ValueError("no JSON")
    return root[0]
