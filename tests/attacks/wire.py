"""What is written to connections: heads, requests, frames; and very many connections at once."""

import select
import socket
import struct
import time

from target import HANG, HOST, PORT, answer_of, need

BODY = b'{"query":"{ __typename }"}'
SERVED = {"data": {"__typename": "Query"}}
END = b"connection: close\r\n"


def head(*lines, method=b"POST", path=b"/graphql"):
    start = method + b" " + path + b" HTTP/1.1\r\nhost: x\r\n"
    return start + b"".join(line.rstrip(b"\r\n") + b"\r\n" for line in lines) + b"\r\n"


def post(*lines, body=BODY):
    return head(b"content-type: application/json", b"content-length: %d" % len(body), *lines) + body


def is_served(heard, asked=""):
    need(answer_of(heard, asked).json == SERVED, asked, heard[:400])


def connect(count, said=b""):
    """Connections that stay open, each of which has said this. Some hundred are opened at once."""
    held = []
    while len(held) < count:
        some = [socket.socket() for _ in range(min(400, count - len(held)))]
        for connection in some:
            connection.setblocking(False)
            connection.connect_ex((HOST, PORT))
        waiting = select.poll()
        for connection in some:
            waiting.register(connection, select.POLLOUT)
        left, end = len(some), time.monotonic() + HANG
        while left:
            need(time.monotonic() < end, f"{left} of {len(some)} connections cannot be opened")
            for number, _ in waiting.poll(1000):
                waiting.unregister(number)
                left -= 1
        for connection in some:
            connection.settimeout(HANG)
            if said:
                connection.sendall(said)
        held += some
    return held


PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
DATA, HEADERS, PRIORITY, RST, SETTINGS, PUSH, PING, GOAWAY, WINDOW, CONTINUATION = range(10)
REQUEST = [(":method", "POST"), (":scheme", "http"), (":path", "/graphql"), (":authority", "x"),
           ("content-type", "application/json")]


def frame(kind, flags=0, stream=0, payload=b""):
    return struct.pack(">I", len(payload))[1:] + bytes([kind, flags]) + struct.pack(">I", stream) + payload
