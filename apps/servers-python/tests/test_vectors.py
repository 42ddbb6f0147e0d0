"""The core against the golden vectors: requests, lines, nicks and rooms."""

from __future__ import annotations

import random
import unittest
from typing import Any

from hubbub.limits import resolve_limits
from hubbub.lines import LinesDecoder, StreamError
from hubbub.names import is_nick, is_reserved_nick, is_room_name, nick_key
from hubbub.payload import EncodedFrame, Payload
from hubbub.requests import Refusal, parse_request
from tests.vectors import vectors


def _outcome(result: Any) -> dict[str, Any]:
    """A result of the parser as the vectors write it."""
    if not isinstance(result, Refusal):
        return {"ok": True, "request": result}
    outcome: dict[str, Any] = {"ok": False, "code": result.code}
    if result.type is not None and result.code not in ("bad_frame", "unknown_type"):
        outcome["type"] = result.type
    if result.field is not None:
        outcome["field"] = result.field
    if result.ref is not None:
        outcome["ref"] = result.ref
    return outcome


def _events(chunks: list[bytes], max_frame_bytes: int) -> list[dict[str, str]]:
    decoder = LinesDecoder(max_frame_bytes)
    events: list[dict[str, str]] = []
    for chunk in chunks:
        decoder.push(chunk)
        while (item := decoder.next()) is not None:
            events.append({"error": item.code} if isinstance(item, StreamError) else {"frame": item})
    return events


class RequestVectors(unittest.TestCase):
    """requests.json"""

    def test_requests(self) -> None:
        file = vectors("requests")
        limits = resolve_limits(file["limits"], {})
        self.assertGreater(len(file["vectors"]), 100)
        for vector in file["vectors"]:
            with self.subTest(vector["name"]):
                self.assertEqual(_outcome(parse_request(vector["json"], limits)), vector["expect"])


class LinesVectors(unittest.TestCase):
    """lines.json"""

    def test_decode(self) -> None:
        file = vectors("lines")
        self.assertGreater(len(file["decode"]), 20)
        for vector in file["decode"]:
            with self.subTest(vector["name"]):
                chunks = [bytes.fromhex(chunk) for chunk in vector["chunks"]]
                self.assertEqual(_events(chunks, file["maxFrameBytes"]), vector["events"])

    def test_any_other_cut_gives_the_same(self) -> None:
        file = vectors("lines")
        seeded = random.Random(1)
        for vector in file["decode"]:
            data = bytes.fromhex("".join(vector["chunks"]))
            single = [data[i : i + 1] for i in range(len(data))]
            cut = seeded.randint(0, len(data))
            for chunks in (single, [data], [data[:cut], data[cut:]]):
                with self.subTest(vector["name"], chunks=chunks):
                    self.assertEqual(_events(chunks, file["maxFrameBytes"]), vector["events"])

    def test_encode(self) -> None:
        for vector in vectors("lines")["encode"]:
            if not vector["texts"]:
                continue  # a payload holds at least one frame
            with self.subTest(vector.get("name")):
                frames = [EncodedFrame({"type": "ping"}) for _ in vector["texts"]]
                for frame, text in zip(frames, vector["texts"], strict=True):
                    frame.data = text.encode()
                self.assertEqual(Payload(frames).lines.hex(), vector["hex"])


class NameVectors(unittest.TestCase):
    """nicks.json and rooms.json"""

    def test_nicks(self) -> None:
        for vector in vectors("nicks")["vectors"]:
            with self.subTest(vector["nick"]):
                self.assertEqual(is_nick(vector["nick"]), vector["valid"])
                if "key" in vector:
                    self.assertEqual(nick_key(vector["nick"]), vector["key"])
                if vector["valid"]:
                    self.assertEqual(is_reserved_nick(vector["nick"]), vector.get("reserved", False))

    def test_rooms(self) -> None:
        for vector in vectors("rooms")["vectors"]:
            with self.subTest(vector["room"]):
                self.assertEqual(is_room_name(vector["room"]), vector["valid"])
