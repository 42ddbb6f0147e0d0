"""The table of error codes of protocol section 10, and the frames that carry them."""

from __future__ import annotations

from typing import Any, Final

Frame = dict[str, Any]
"""A frame as the members of its JSON object; requests and server frames alike."""


class ConfigError(Exception):
    """The configuration is malformed, or asks for what this server does not have (PROC-1, LIMIT-1)."""


CLOSE_NORMAL: Final = 1000
CLOSE_SHUTDOWN: Final = 1001
CLOSE_SLOW_CONSUMER: Final = 4003

ERRORS: Final[dict[str, tuple[str, int | None]]] = {
    "bad_frame": ('a frame is a JSON object with a string member "type"', None),
    "unknown_type": ("no request has this type", None),
    "invalid_field": ("a member is missing, of the wrong type or out of range", None),
    "frame_too_large": ("the frame is longer than limits.maxFrameBytes", 1009),
    "invalid_utf8": ("the bytes are not valid UTF-8", 1007),
    "too_many_errors": ("too many errors in a row", 4005),
    "hello_required": ("say hello first", None),
    "unsupported_version": ("this protocol version is not offered", 4001),
    "already_welcomed": ("hello was already answered", None),
    "hello_timeout": ("no completed hello in time", 4001),
    "unauthorized": ("a valid token is required", 4002),
    "nick_invalid": (
        'a nick is 1–32 letters, marks, digits, "_", "-" or ".", starting with a letter or digit',
        None,
    ),
    "nick_taken": ("the nick is in use or reserved", None),
    "replaced": ("a newer connection took this session over", 4000),
    "room_invalid": ('a room name is 1–64 of a–z, 0–9, "_" and "-", starting with a letter or digit', None),
    "not_joined": ("join the room first", None),
    "too_many_rooms": ("too many rooms for one client", None),
    "no_such_nick": ("nobody has this nick now", None),
    "rate_limited": ("too many requests", None),
    "server_full": ("the server has no free place", 1013),
    "idle_timeout": ("nothing was heard from the client for too long", 4004),
    "slow_consumer": ("the client reads too slowly", 4003),
    "unavailable": ("a part that the request needs is away", None),
    "internal": ("a fault of the server", 1011),
}
"""For each code its sentence and, where the server closes after it, the close code (CLOSE-1)."""


def error_frame(code: str, **extra: object) -> Frame:
    """The `error` frame of a code; members of `extra` that are None are left out."""
    message, close = ERRORS[code]
    frame: Frame = {"type": "error", "code": code, "message": message, "fatal": close is not None}
    for name, value in extra.items():
        if value is not None:
            frame[name] = value
    return frame
