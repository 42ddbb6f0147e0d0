"""Chat over asyncio's streams: one coroutine a client, straight-line code, back-pressure by awaiting."""

from __future__ import annotations

import asyncio

from hubbub.connection import Connection
from hubbub.definition import Definition
from hubbub.house import House
from hubbub.on_asyncio import AsyncioLoop, until_stopped
from hubbub.payload import Payload
from hubbub.process import ServerProcess, run_process, url_of

READ_BYTES = 65_536
HIGH_WATER_BYTES = 65_536  # asyncio's own mark, above which `drain` waits


class StreamTransport:
    """One client's writer as the core wants it."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # A peer that is gone again before the accept has no address any more.
        self.remote_address: str = (writer.get_extra_info("peername") or ("gone",))[0]
        self.may_read = asyncio.Event()
        self.may_read.set()
        self.has_ended = False
        self.connection: Connection | None = None
        self._reader = reader
        self._writer = writer
        self._drain: asyncio.Task[None] | None = None

    @property
    def buffered_bytes(self) -> int:
        return self._writer.transport.get_write_buffer_size()

    def write(self, payload: Payload) -> None:
        self._writer.write(payload.lines)
        if self._drain is None and self.buffered_bytes > HIGH_WATER_BYTES:
            self._drain = asyncio.create_task(self._drained())

    def pause(self) -> None:
        self.may_read.clear()

    def resume(self) -> None:
        self.may_read.set()

    def close(self, code: int, reason: str) -> None:
        self.has_ended = True
        try:
            self._writer.close() if self._reader.at_eof() else self._writer.write_eof()
        except OSError:
            self.abort()  # reset by the peer, which asyncio has not read yet

    def abort(self) -> None:
        self._writer.transport.abort()

    async def _drained(self) -> None:
        """Waits for a slow reader, beside the coroutine that reads from it."""
        try:
            await self._writer.drain()
        except OSError:
            return  # the reading coroutine hears of it too
        finally:
            self._drain = None
        if self.connection is not None:
            self.connection.drained()


async def serve(house: House, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """One client from its first byte to its last."""
    transport = StreamTransport(reader, writer)
    connection = transport.connection = house.connect(transport)
    try:
        while data := await reader.read(READ_BYTES):
            connection.receive(data)
            await transport.may_read.wait()
        connection.peer_ended()  # its replies still leave, and then the core closes (LINE-4)
        if transport.has_ended:
            writer.close()
        await writer.wait_closed()
    except OSError:
        pass  # a reset, for instance
    finally:
        writer.close()
        connection.closed()


async def main(process: ServerProcess) -> None:
    """Listens until a signal comes."""
    house = process.build(AsyncioLoop(process))
    config = process.config
    server = await asyncio.start_server(
        lambda reader, writer: serve(house, reader, writer), config.host, config.port, backlog=1_024
    )
    process.announce([("lines", url_of("tcp", server.sockets[0].getsockname()))])
    await until_stopped(process, server.close)


if __name__ == "__main__":
    run_process(Definition("py-asyncio-streams", "asyncio"), lambda process: asyncio.run(main(process)))
