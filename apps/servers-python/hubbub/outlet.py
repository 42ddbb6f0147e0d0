"""What the chat asks of its surroundings: a way to each client, and one to all clients of a room."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from hubbub.errors import Frame


class Outlet(Protocol):
    """The way to one client. None of these calls back into the chat before it returns."""

    def send(self, frame: Frame) -> None:
        """Queues a frame behind all others for this client."""

    def send_all(self, frames: Iterable[Frame]) -> None:
        """Queues frames that are made as the client reads them (HIST-4)."""

    def end(self, code: str, **details: object) -> None:
        """Queues the error of this code and a close."""

    def bye(self, ref: str | None) -> None:
        """Queues `closing` and a close."""


class Fanout(Protocol):
    """The way to all clients of a room."""

    def join(self, room: str, outlet: Outlet) -> None:
        """This client gets what is published from now on."""

    def leave(self, room: str, outlet: Outlet) -> None:
        """This client gets nothing that is published from now on."""

    def publish(self, room: str, frame: Frame) -> None:
        """Queues a frame for everybody in the room."""

    def tell(self, outlets: Iterable[Outlet], frame: Frame) -> None:
        """Queues a frame for each of these."""
