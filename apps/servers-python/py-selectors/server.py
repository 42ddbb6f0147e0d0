"""Chat over the standard library's selectors: a readiness loop of our own, non-blocking sockets, nothing hidden."""

from __future__ import annotations

import selectors
import socket

from hubbub.definition import Definition
from hubbub.house import House
from hubbub.loop import Task
from hubbub.payload import Payload
from hubbub.process import ServerProcess, run_process, url_of
from hubbub.sockets import SignalSocket, create_listener
from hubbub.timers import Timers

READ, WRITE = selectors.EVENT_READ, selectors.EVENT_WRITE
READ_BYTES = 65_536
LOW_WATER_BYTES = 16_384
ACCEPT_RETRY_S = 0.1


class SelectorLoop:
    """`select`, call whom it names, then what was put off; `selector.register(…, data)` holds whom to call."""

    def __init__(self) -> None:
        self.selector = selectors.DefaultSelector()
        self.is_running = True
        self._soon: list[Task] = []
        self._timers = Timers()

    def call_soon(self, task: Task) -> None:
        self._soon.append(task)

    def call_later(self, seconds: float, task: Task) -> Task:
        return self._timers.call_later(seconds, task)

    def stop(self) -> None:
        """Lets `run` return after this turn."""
        self.is_running = False

    def run(self) -> None:
        """Turns until it is stopped."""
        while self.is_running:
            for key, events in self.selector.select(0 if self._soon else self._timers.timeout()):
                key.data(events)
            self._timers.run_due()
            soon, self._soon = self._soon, []
            for task in soon:
                task()


class Client:
    """One client's socket: what waits to be sent, and what the selector is to look for."""

    def __init__(self, sock: socket.socket, address: str, loop: SelectorLoop, house: House) -> None:
        sock.setblocking(False)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.remote_address = address
        self._socket = sock
        self._loop = loop
        self._out = bytearray()
        self._watched = 0
        self._is_reading = True
        self._is_ending = False
        self._has_peer_ended = False
        self._connection = house.connect(self)
        self._watch()

    @property
    def buffered_bytes(self) -> int:
        return len(self._out)

    def write(self, payload: Payload) -> None:
        is_first = not self._out
        self._out += payload.lines
        if is_first:
            self._flush()  # most sockets take all at once: no need to wait for the selector's word

    def pause(self) -> None:
        self._is_reading = False
        self._watch()

    def resume(self) -> None:
        self._is_reading = True
        self._watch()

    def close(self, code: int, reason: str) -> None:
        self._is_ending = True
        self._flush()

    def abort(self) -> None:
        if self._socket.fileno() >= 0:
            self._look_for(0)
            self._socket.close()
            self._loop.call_soon(self._connection.closed)

    def _ready(self, events: int) -> None:
        if events & WRITE:
            was_full = len(self._out) > LOW_WATER_BYTES
            self._flush()
            if was_full and len(self._out) <= LOW_WATER_BYTES:
                self._connection.drained()
        if events & READ and self._watched & READ:
            self._read()

    def _read(self) -> None:
        try:
            data = self._socket.recv(READ_BYTES)
        except BlockingIOError:
            return
        except OSError:
            self.abort()
            return
        if data:
            self._connection.receive(data)
            return
        self._has_peer_ended = True
        self._connection.peer_ended()
        self._flush()

    def _flush(self) -> None:
        """Sends what the kernel takes; behind the last byte of a client that is to end comes our FIN."""
        try:
            if self._out:
                del self._out[: self._socket.send(self._out)]
            if self._is_ending and not self._out:
                self.abort() if self._has_peer_ended else self._socket.shutdown(socket.SHUT_WR)
        except BlockingIOError:
            pass
        except OSError:
            self.abort()
        self._watch()

    def _watch(self) -> None:
        reads = READ if self._is_reading and not self._has_peer_ended else 0
        if self._socket.fileno() >= 0:
            self._look_for(reads | (WRITE if self._out else 0))

    def _look_for(self, events: int) -> None:
        """Tells the selector, where something has changed."""
        if events == self._watched:
            return
        if self._watched == 0:
            self._loop.selector.register(self._socket, events, self._ready)
        elif events == 0:
            self._loop.selector.unregister(self._socket)
        else:
            self._loop.selector.modify(self._socket, events, self._ready)
        self._watched = events


def serve(process: ServerProcess) -> None:
    """Listens until a signal comes."""
    loop = SelectorLoop()
    house = process.build(loop)
    listener = create_listener(process.config)
    signals = SignalSocket()

    def accept(_events: int) -> None:
        try:
            sock, address = listener.accept()
        except BlockingIOError:
            return
        except OSError:  # out of descriptors: what waits stays ready, so look away for a while (CAP-2)
            stop_accepting()
            loop.call_later(ACCEPT_RETRY_S, start_accepting)
            return
        Client(sock, address[0], loop, house)

    def start_accepting() -> None:
        if not house.is_draining:
            loop.selector.register(listener, READ, accept)

    def stop_accepting() -> None:
        if listener.fileno() in loop.selector.get_map():
            loop.selector.unregister(listener)

    def stop() -> None:
        stop_accepting()
        listener.close()

    def signalled(_events: int) -> None:
        for _ in signals.read():
            process.stop(stop, loop.stop)

    loop.selector.register(signals, READ, signalled)
    start_accepting()
    process.announce([("lines", url_of("tcp", listener.getsockname()))])
    loop.run()


if __name__ == "__main__":
    run_process(Definition("py-selectors", "selectors"), serve)
