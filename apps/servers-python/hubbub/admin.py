"""The admin endpoints of PROC-3, on a port and a thread of their own, apart from the connection cap."""

from __future__ import annotations

import json
import os
import resource
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from hubbub.house import House

_GAUGES = {
    "connections": ("hubbub_connections", "gauge", "Connections that hold a place"),
    "sessions": ("hubbub_sessions", "gauge", "Clients with a nick"),
    "rooms": ("hubbub_rooms", "gauge", "Rooms with members"),
    "outboxBytes": ("hubbub_outbox_bytes", "gauge", "Bytes queued for clients"),
    "received": ("hubbub_received_total", "counter", "Frames received since the start"),
    "delivered": ("hubbub_delivered_total", "counter", "Frames handed to clients since the start"),
    "evicted": ("hubbub_evicted_total", "counter", "Slow consumers dropped since the start"),
    "refused": ("hubbub_refused_total", "counter", "Connections refused since the start"),
}


def metrics_text(stats: dict[str, int]) -> str:
    """The Prometheus text (version 0.0.4) of a server's figures and the process's own."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    rows: list[tuple[str, str, str, float]] = [(*_GAUGES[name], value) for name, value in stats.items()]
    rows += [
        ("process_cpu_seconds_total", "counter", "CPU seconds of the process", usage.ru_utime + usage.ru_stime),
        ("process_resident_memory_bytes", "gauge", "Memory of the process", _resident_bytes()),
        ("process_open_fds", "gauge", "Open file descriptors", len(os.listdir("/proc/self/fd"))),
    ]
    return "".join(f"# HELP {name} {says}\n# TYPE {name} {kind}\n{name} {value}\n" for name, kind, says, value in rows)


def _resident_bytes() -> int:
    with open("/proc/self/statm", encoding="ascii") as statm:
        return int(statm.read().split()[1]) * resource.getpagesize()


class AdminServer:
    """The running endpoints; `url` is what the ready line states. Raises OSError where the port cannot be bound."""

    def __init__(self, house: House, host: str, port: int) -> None:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                path = urlsplit(self.path).path
                status, kind, body = 200, "text/plain", "not found\n"
                if path == "/healthz":
                    body = "ok\n"
                elif path == "/readyz":
                    status, body = (503, "draining\n") if house.is_draining else (200, "ready\n")
                elif path == "/stats":
                    kind, body = "application/json", json.dumps(house.stats()) + "\n"
                elif path == "/metrics":
                    kind, body = "text/plain; version=0.0.4; charset=utf-8", metrics_text(house.stats())
                else:
                    status = 404
                data = body.encode()
                self.send_response(status)
                self.send_header("content-type", kind)
                self.send_header("content-length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, format: str, *args: object) -> None:
                """A request of an operator is no event."""

        self._server = ThreadingHTTPServer((host, port), Handler)
        self._server.daemon_threads = True
        self.url = f"http://{host}:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, name="admin", daemon=True).start()

    def close(self) -> None:
        """Stops answering."""
        self._server.server_close()
