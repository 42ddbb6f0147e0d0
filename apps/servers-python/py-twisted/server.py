"""Chat over Twisted: a protocol a client, made by a factory, called back by the reactor."""

from __future__ import annotations

import signal
from typing import Any, cast

import twisted
from hubbub.connection import Connection
from hubbub.definition import Definition
from hubbub.house import House
from hubbub.loop import Task
from hubbub.payload import Payload
from hubbub.process import ServerProcess, run_process, url_of
from twisted.internet import error, interfaces, protocol
from twisted.internet import reactor as default_reactor
from twisted.logger import LogLevel, globalLogBeginner
from twisted.python.failure import Failure
from zope.interface import implementer

reactor: Any = default_reactor  # its type depends on the platform


class ReactorLoop:
    """The reactor as the core wants it."""

    def call_soon(self, task: Task) -> None:
        # The reactor runs this before it waits again: what arrived together leaves together.
        reactor.callLater(0, task)

    def call_later(self, seconds: float, task: Task) -> Task:
        call = reactor.callLater(seconds, task)
        return lambda: call.cancel() if call.active() else None


@implementer(interfaces.IHalfCloseableProtocol, interfaces.IPushProducer)  # pyright: ignore[reportUntypedClassDecorator]
class ChatProtocol(protocol.Protocol):
    """One client: Twisted calls what is in its style, the core the others."""

    transport: Any
    remote_address: str

    def __init__(self, house: House) -> None:
        self._house = house
        self._connection: Connection | None = None
        self._has_peer_ended = False
        self._has_ended = False

    def connectionMade(self) -> None:
        self.remote_address = self.transport.getPeer().host
        self.transport.setTcpNoDelay(True)
        self.transport.registerProducer(self, True)  # what we are told is when to go on writing
        self._connection = self._house.connect(self)

    def dataReceived(self, data: bytes) -> None:
        if self._connection is not None:
            self._connection.receive(data)

    def readConnectionLost(self) -> None:
        """The peer's FIN; without this method Twisted would close both ways (LINE-4)."""
        self._has_peer_ended = True
        if self._connection is not None:
            self._connection.peer_ended()
        if self._has_ended:
            self.transport.loseConnection()

    def writeConnectionLost(self) -> None:
        """Our own FIN has left."""
        self._has_ended = True
        if self._has_peer_ended:
            self.transport.loseConnection()

    def connectionLost(self, reason: Failure = protocol.connectionDone) -> None:
        if self._connection is not None:
            self._connection.closed()

    def pauseProducing(self) -> None:
        """The transport's buffer is above its mark; the outbox has a limit of its own."""

    def resumeProducing(self) -> None:
        if self._connection is not None:
            reactor.callLater(0, self._connection.drained)

    def stopProducing(self) -> None:
        """The connection is gone; `connectionLost` follows."""

    @property
    def buffered_bytes(self) -> int:
        waiting = len(self.transport.dataBuffer) - self.transport.offset
        return waiting + self.transport._tempDataLen  # Twisted has no public name for its sum

    def write(self, payload: Payload) -> None:
        is_first = self.buffered_bytes == 0
        self.transport.write(payload.lines)
        if is_first:
            # The reactor would do it in its next turn; until then a client that reads well looks like one that does not.
            self.transport.doWrite()

    def pause(self) -> None:
        self.transport.pauseProducing()

    def resume(self) -> None:
        if not self._has_peer_ended:
            self.transport.resumeProducing()

    def close(self, code: int, reason: str) -> None:
        self.transport.unregisterProducer()
        self.transport.loseWriteConnection()  # after what is buffered

    def abort(self) -> None:
        self.transport.unregisterProducer()
        self.transport.abortConnection()


class ChatFactory(protocol.Factory):
    """Makes a protocol for each client."""

    def __init__(self, house: House) -> None:
        self._house = house

    def buildProtocol(self, addr: interfaces.IAddress) -> protocol.Protocol:
        return ChatProtocol(self._house)


def serve(process: ServerProcess) -> None:
    """Listens until a signal comes."""

    def log_event(event: dict[str, Any]) -> None:
        failure = event.get("log_failure")
        if failure is not None:
            process.log.fault("fault in a callback", failure.value)
        elif event["log_level"] >= LogLevel.warn:
            process.log.warn(str(event.get("log_format")))

    globalLogBeginner.beginLoggingTo([cast(Any, log_event)], redirectStandardIO=False, discardBuffer=True)
    house = process.build(ReactorLoop())
    config = process.config
    factory = ChatFactory(house)
    try:
        port = reactor.listenTCP(config.port, factory, backlog=1_024, interface=config.host)
    except error.CannotListenError as fault:
        raise fault.socketError from None
    address = port.getHost()

    def stop(*_: object) -> None:
        reactor.callFromThread(process.stop, port.stopListening, reactor.stop)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    process.announce([("lines", url_of("tcp", (address.host, address.port)))])
    reactor.run(installSignalHandlers=False)


if __name__ == "__main__":
    run_process(Definition("py-twisted", f"twisted {twisted.__version__}"), serve)
