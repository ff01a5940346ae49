"""What clients keep to themselves: frames of a WebSocket, and a reader that stops reading."""

from __future__ import annotations

import json
import socket
from urllib.parse import urlsplit

from websockets.client import ClientProtocol
from websockets.frames import Frame, Opcode
from websockets.uri import parse_uri

from tests.live.listening import CHANGES, PATIENCE
from tests.server.processes import Server

SMALL_BUFFER = 4096


def find_ping(host: str, port: int) -> bool:
    """Open a WebSocket that says nothing, and tell whether the server pings before it closes."""
    protocol = ClientProtocol(parse_uri(f"ws://{host}:{port}/graphql"), subprotocols=["graphql-transport-ws"])  # type: ignore[list-item]
    protocol.send_request(protocol.connect())
    with socket.create_connection((host, port), timeout=PATIENCE) as wire:
        wire.sendall(b"".join(protocol.data_to_send()))
        while data := wire.recv(SMALL_BUFFER):
            protocol.receive_data(data)
            for event in protocol.events_received():
                if isinstance(event, Frame) and event.opcode is Opcode.PING:
                    return True
    return False


def stall(server: Server) -> socket.socket:
    """Subscribe over Server-Sent Events from the beginning, and read nothing."""
    address = urlsplit(server.address)
    body = json.dumps({"query": CHANGES, "variables": {"since": 0}})
    wire = socket.socket()
    wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL_BUFFER)
    wire.settimeout(PATIENCE)
    wire.connect((address.hostname, address.port))
    wire.sendall(
        f"POST /graphql HTTP/1.1\r\nHost: {address.netloc}\r\nAccept: text/event-stream\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode()
    )
    return wire
