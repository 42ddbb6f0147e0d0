"""From JSON text to a request: which frames a server takes, and which error another one gets (FRAME-1…4, 7, 9)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple, cast

from hubbub import json_text
from hubbub.errors import Frame
from hubbub.limits import Limits
from hubbub.names import is_nick, is_room_name

PROTOCOL_VERSION: Final = 1
MAX_PING_DATA_BYTES: Final = 1_024

_Check = Callable[[Any, Limits], bool]


class Refusal(NamedTuple):
    """The error that a frame gets instead of being handled."""

    code: str
    type: str | None = None
    """The type of the frame, where it has one."""
    ref: str | None = None
    field: str | None = None


def is_transportable(text: str) -> bool:
    """Whether a string holds neither a lone surrogate nor U+0000 (FRAME-7)."""
    if "\0" in text:
        return False
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _is_sized(value: object, minimum: int, maximum: int) -> bool:
    """Whether a value is a string of that many UTF-8 bytes that may travel."""
    if type(value) is not str:
        return False
    if not value.isascii():
        try:
            size = len(value.encode())
        except UnicodeEncodeError:
            return False
    else:
        size = len(value)
    return minimum <= size <= maximum and "\0" not in value


def _string(minimum: int, maximum: int) -> _Check:
    return lambda value, _limits: _is_sized(value, minimum, maximum)


def _any_string(value: object, _limits: Limits) -> bool:
    return isinstance(value, str) and is_transportable(value)


def _integer(minimum: float, maximum: float = float("inf")) -> _Check:
    def check(value: object, _limits: Limits) -> bool:
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return False
        return (isinstance(value, int) or value.is_integer()) and minimum <= value <= maximum

    return check


def _text(value: object, limits: Limits) -> bool:
    return _is_sized(value, 1, limits.max_text_bytes)


def _ping_data(value: object, _limits: Limits) -> bool:
    if isinstance(value, str) and not is_transportable(value):
        return False
    try:
        return len(json_text.encode(value)) <= MAX_PING_DATA_BYTES
    except RecursionError:
        return False  # nested that deep it is above the limit


_any_integer = _integer(float("-inf"))
_nick = ("nick", False, _any_string)
_room = ("room", False, _any_string)
_id = ("id", True, _string(1, 64))
_after = ("after", True, _string(1, 256))

SHAPES: Final[dict[str, tuple[tuple[str, bool, _Check], ...]]] = {
    "hello": (
        ("version", False, _any_integer),
        _nick,
        ("session", True, _string(1, 256)),
        ("token", True, _string(1, 8_192)),
    ),
    "rename": (_nick,),
    "join": (_room, ("since", True, _integer(0))),
    "leave": (_room,),
    "who": (_room, _after),
    "rooms": (_after,),
    "say": (_room, ("text", False, _text), _id),
    "direct": (("to", False, _any_string), ("text", False, _text), _id),
    "history": (_room, ("before", True, _integer(1)), ("limit", True, _integer(1, 1_000))),
    "ping": (("data", True, _ping_data),),
    "pong": (("data", True, _ping_data),),
    "bye": (),
}
"""The members of each request in the order of the schema: name, whether it is optional, what it has to be."""

_FORMS: Final = {"nick": (is_nick, "nick_invalid"), "to": (is_nick, "nick_invalid"), "room": (is_room_name, "room_invalid")}
_is_ref = _string(1, 64)


def parse_request(text: str, limits: Limits) -> Frame | Refusal:
    """The request in a frame's JSON text with its known members only, or the first error of FRAME-9 that fits."""
    try:
        value = json_text.decode(text)
    except ValueError:
        return Refusal("bad_frame")
    if not isinstance(value, dict):
        return Refusal("bad_frame")
    frame = cast(Frame, value)
    kind = frame.get("type")
    if not isinstance(kind, str):
        return Refusal("bad_frame")
    ref = frame.get("ref")
    has_ref = _is_ref(ref, limits)
    shape = SHAPES.get(kind)
    if shape is None:
        return Refusal("unknown_type", kind, ref if has_ref else None)
    request: Frame = {"type": kind}
    if has_ref:
        request["ref"] = ref
    elif "ref" in frame:
        return Refusal("invalid_field", kind, None, "ref")
    for name, is_optional, check in shape:
        if name not in frame:
            if is_optional:
                continue
            return Refusal("invalid_field", kind, ref, name)
        member = frame[name]
        if not check(member, limits):
            return Refusal("invalid_field", kind, ref, name)
        request[name] = int(member) if isinstance(member, float) and name != "data" else member
    # Another version comes first, whatever the nick looks like (HELLO-3).
    if kind != "hello" or request["version"] == PROTOCOL_VERSION:
        for name, (is_well, code) in _FORMS.items():
            if name in request and not is_well(request[name]):
                return Refusal(code, kind, ref)
    return request
