"""Answers that nobody reads, and connections that stay for them."""

import json
import socket
import struct
import time

from hpack import Encoder
from target import HANG, HOST, PORT, aliases, check, main, memory, need
from wire import DATA, HEADERS, PREFACE, REQUEST, SETTINGS, frame, head


@check("unread: answers that nobody reads are given up in the end", memory_limit=512)
def unread():
    """Fewer than a page's worth of bytes is ever taken from these."""
    query = json.dumps({"query": "{ contacts(first: 100) { nodes { " + aliases("displayName", 700) + " } } }"}).encode()
    said = head(b"content-type: application/json", b"content-length: %d" % len(query)) + query
    held = []
    before = memory("VmRSS")
    for _ in range(10):
        connection = socket.socket()
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.settimeout(HANG)
        connection.connect((HOST, PORT))
        connection.sendall(said)
        held.append(connection)
    shut = [closed_window(query) for _ in range(6)]
    time.sleep(60)  # twice the time that an answer may wait
    need(all(map(is_cut, shut)), "HTTP/2 connections whose windows stay shut are still there after 60 s")
    time.sleep(35)  # together the time a connection may be idle, and some more
    grown, cut = memory("VmRSS") - before, sum(is_cut(connection) for connection in held)
    need(cut == len(held), f"{cut} of {len(held)} were cut after 95 s; they hold {grown:.0f} MiB")


def closed_window(query):
    """An HTTP/2 connection that asks, and never lets a byte of an answer through."""
    connection = socket.create_connection((HOST, PORT), timeout=HANG)
    initial_window = struct.pack(">HI", 4, 0)
    connection.sendall(PREFACE + frame(SETTINGS, payload=initial_window) + frame(SETTINGS, flags=1))
    # As much as may be sent before the server widens its own window (RFC 9113, 6.9.2).
    for stream in range(1, 1 + 2 * (0xFFFF // len(query)), 2):
        connection.sendall(frame(HEADERS, 4, stream, Encoder().encode(REQUEST)) + frame(DATA, 1, stream, query))
    return connection


def is_cut(connection):
    """Whether the server has closed a connection, whose answer may have come in part."""
    connection.settimeout(2)
    read = 0
    try:
        while part := connection.recv(1 << 16):
            read += len(part)
            if read > 2 << 20:
                return False  # it goes on as if nothing had been
    except TimeoutError:
        return False
    except OSError:
        return True
    return True


if __name__ == "__main__":
    main()
