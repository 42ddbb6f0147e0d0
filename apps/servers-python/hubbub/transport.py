"""What a framework hands in for each client: a way to write bytes and to close, as asyncio and Twisted call it too."""

from __future__ import annotations

from typing import Protocol

from hubbub.payload import Payload


class Transport(Protocol):
    """One client's transport. No method blocks, raises, or calls the connection before it returns."""

    remote_address: str

    @property
    def buffered_bytes(self) -> int:
        """Bytes that `write` took and the kernel has not."""
        ...

    def write(self, payload: Payload) -> None:
        """Sends `payload.lines` or each of `payload.texts`."""

    def pause(self) -> None:
        """Stops reading."""

    def resume(self) -> None:
        """Goes on reading."""

    def close(self, code: int, reason: str) -> None:
        """Ends this side after what was written. What the peer still sends is read, or our FIN would become a reset."""

    def abort(self) -> None:
        """Ends both sides at once."""
