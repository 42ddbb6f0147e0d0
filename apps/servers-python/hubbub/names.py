"""What a nick and a room name are (NICK-1, NICK-2, NICK-3, ROOM-1)."""

from __future__ import annotations

import re
import unicodedata

_ROOM = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_PLAIN_NICK = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,31}")
_RESERVED = frozenset(("server", "system", "hubbub"))


def is_room_name(name: str) -> bool:
    """Whether a string is a room name."""
    return _ROOM.fullmatch(name) is not None


def is_nick(nick: str) -> bool:
    """Whether a string is 1–32 code points of L, M, Nd, `_`, `-`, `.`, starting with L or Nd, in NFC."""
    if _PLAIN_NICK.fullmatch(nick) is not None:
        return True
    if not 1 <= len(nick) <= 32 or not _is_letter_or_digit(nick[0]):
        return False
    return all(map(_may_stand_in_nick, nick)) and unicodedata.is_normalized("NFC", nick)


def nick_key(nick: str) -> str:
    """The key under which two spellings are the same nick: NFKC, then lower case."""
    return unicodedata.normalize("NFKC", nick).lower()


def is_reserved_nick(nick: str) -> bool:
    """Whether a nick is kept for servers."""
    return nick_key(nick) in _RESERVED


def _is_letter_or_digit(char: str) -> bool:
    category = unicodedata.category(char)
    return category[0] == "L" or category == "Nd"


def _may_stand_in_nick(char: str) -> bool:
    return char in "_-." or _is_letter_or_digit(char) or unicodedata.category(char)[0] == "M"
