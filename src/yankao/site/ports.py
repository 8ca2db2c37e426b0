"""Where the pages are reached on this machine, and whether they answer."""

from __future__ import annotations

import http.client
import socket

from yankao.site.errors import SiteError

HOST = "127.0.0.1"
SERVER_FAULT = 500
TRIED = 200


def free_port(first: int) -> int:
    """Return `first`, or the next port that nobody listens on."""
    for port in range(first, first + TRIED):
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            return port
    msg = f"從 {first} 起的 {TRIED} 個埠都有程式在使用"
    raise SiteError(msg)


def answers(port: int, *, path: str = "/", host: str = HOST) -> bool:
    """Whether the server there answers requests; one that refuses this one answers too."""
    connection = http.client.HTTPConnection(host, port, timeout=10)
    try:
        connection.request("GET", path)
        return connection.getresponse().status < SERVER_FAULT
    except OSError:
        return False
    finally:
        connection.close()
