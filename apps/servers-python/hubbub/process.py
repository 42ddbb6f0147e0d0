"""From a definition to a process: configuration in, ready line out, signals, exit status (PROC-1, PROC-2, STOP-1)."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Sequence
from typing import Any, Final

from hubbub.admin import AdminServer
from hubbub.config import Config, read_config
from hubbub.definition import Definition
from hubbub.errors import ConfigError
from hubbub.house import House
from hubbub.log import Log
from hubbub.loop import Loop, Task

_USAGE: Final = 2
_SECOND_SIGNAL: Final = 130


class ServerProcess:
    """What a server's main function is handed: its configuration, and the steps of its life."""

    def __init__(self, definition: Definition, config: Config) -> None:
        self.definition = definition
        self.config = config
        self.log = Log(definition.name, config.log_level)
        self._house: House | None = None
        self._admin: AdminServer | None = None
        self._is_stopping = False

    def build(self, loop: Loop) -> House:
        """The shared parts of the server, on this event loop."""
        self._house = House(self.definition, self.config, self.log, loop)
        return self._house

    def announce(self, endpoints: Sequence[tuple[str, str]]) -> None:
        """Prints the ready line: from now on connections are accepted. Endpoints are pairs of binding and URL."""
        house = self._built()
        config = self.config
        if config.admin_port is not None:
            self._admin = AdminServer(house, config.host, config.admin_port)
        ready: dict[str, Any] = {
            "ready": True,
            "name": self.definition.name,
            "framework": self.definition.framework,
            "runtime": house.runtime,
            "pid": os.getpid(),
            "features": house.features,
            "limits": house.limits.on_the_wire(),
            "endpoints": [{"binding": binding, "url": url} for binding, url in endpoints],
        }
        if self._admin is not None:
            ready["admin"] = self._admin.url
        try:
            print(json.dumps(ready), flush=True)
        except OSError:
            pass  # whoever wanted to read it is gone; that is no reason to fall over
        self.log.info("listening", endpoints=ready["endpoints"])

    def stop(self, stop_accepting: Task, done: Task) -> None:
        """Handles a signal: drains and calls `done`; a second signal ends the process at once (STOP-1)."""
        if self._is_stopping:
            os._exit(_SECOND_SIGNAL)
        self._is_stopping = True
        self.log.info("stopping")
        stop_accepting()
        self._built().drain(done)

    def _built(self) -> House:
        if self._house is None:
            raise RuntimeError("build comes first")
        return self._house


def run_process(definition: Definition, serve: Callable[[ServerProcess], None]) -> None:
    """Runs a server as this process; `serve` returns when it has stopped. Exit status 2 and a sentence for bad input."""
    try:
        config = read_config(definition, sys.argv[1:], os.environ, sys.stdin.readline)
        serve(ServerProcess(definition, config))
    except ConfigError as error:
        _exit(definition, str(error))
    except OSError as error:
        _exit(definition, f"cannot listen: {error.strerror or error}")


def _exit(definition: Definition, sentence: str) -> None:
    sys.stderr.write(f"{definition.name}: {sentence}\n")
    sys.exit(_USAGE)


def url_of(scheme: str, address: Sequence[Any], path: str = "") -> str:
    """The URL of a socket address, IPv6 in brackets."""
    host, port = address[0], address[1]
    return f"{scheme}://[{host}]:{port}{path}" if ":" in host else f"{scheme}://{host}:{port}{path}"
