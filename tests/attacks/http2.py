"""HTTP/2: streams that are reset, floods of frames, headers without end, windows that stay shut."""

import json
import random
import socket
import struct
import time

from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.errors import ErrorCodes
from h2.events import (ConnectionTerminated, DataReceived, ResponseReceived, StreamEnded, StreamReset)
from h2.settings import SettingCodes
from hpack import Encoder

from target import HANG, HOST, ORDINARY, PORT, Wrong, Answer, check, main, memory, need
from wire import (CONTINUATION, DATA, HEADERS, PING, PREFACE, PRIORITY, PUSH, REQUEST, RST, SETTINGS,
                  WINDOW, frame)

def block(headers=REQUEST):
    return Encoder().encode(headers)


class Client:
    """A connection that follows the rules, as far as it is told to."""

    def __init__(self, window=None):
        self.h2 = H2Connection(H2Configuration(header_encoding="utf-8", validate_outbound_headers=False))
        self.socket = socket.create_connection((HOST, PORT), timeout=HANG)
        if window is not None:
            self.h2.local_settings = self.h2.local_settings.__class__(
                client=True, initial_values={SettingCodes.INITIAL_WINDOW_SIZE: window})
        self.h2.initiate_connection()
        self.flush()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def flush(self):
        self.socket.sendall(self.h2.data_to_send())

    def post(self, query):
        stream = self.h2.get_next_available_stream_id()
        self.h2.send_headers(stream, REQUEST)
        self.h2.send_data(stream, json.dumps({"query": query}).encode(), end_stream=True)
        return stream

    def answers(self, count):
        """What became of `count` streams: an answer, or the error it was reset with."""
        outcome, statuses, bodies = {}, {}, {}
        while len(outcome) < count:
            said = self.socket.recv(1 << 16)
            need(said, "the connection was closed after", len(outcome), "answers")
            for event in self.h2.receive_data(said):
                if isinstance(event, ResponseReceived):
                    statuses[event.stream_id] = dict(event.headers)
                elif isinstance(event, DataReceived):
                    bodies[event.stream_id] = bodies.get(event.stream_id, b"") + event.data
                    self.h2.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
                elif isinstance(event, StreamEnded):
                    headers = statuses[event.stream_id]
                    body = bodies.get(event.stream_id, b"")
                    outcome[event.stream_id] = Answer(int(headers[":status"]), headers, body, "HTTP/2")
                elif isinstance(event, StreamReset):
                    outcome[event.stream_id] = event.error_code
                elif isinstance(event, ConnectionTerminated):
                    raise Wrong(f"GOAWAY {event.error_code}")
            self.flush()
        return outcome


def flood(said, times=1, seconds=3):
    """Writes frames after the preface, reading what comes; whether the server closed the connection."""
    with socket.create_connection((HOST, PORT), timeout=seconds) as connection:
        heard = b""
        try:
            connection.sendall(PREFACE + frame(SETTINGS))
            for at in range(times):
                connection.sendall(said(at) if callable(said) else said)
        except OSError:
            return True  # closed, or it reads no further
        connection.settimeout(0.5)
        try:
            while part := connection.recv(1 << 16):
                heard += part
        except TimeoutError:
            return False
        except OSError:
            pass
        return True


@check("HTTP/2: many streams at once are answered, those beyond the server's number refused")
def streams():
    with Client() as client:
        for _ in range(3):
            asked = [client.post(ORDINARY) for _ in range(90)]
            client.flush()
            for stream, answer in client.answers(len(asked)).items():
                need(isinstance(answer, Answer) and answer.json["data"]["contacts"], stream, answer)
    request = lambda at: frame(HEADERS, 4, 2 * at + 1, block())
    flood(request, 2000)


@check("HTTP/2: thousands of streams that are reset at once end the connection, not the server")
def rapid_reset():
    # Settings must be exchanged, or a server may well say nothing of its limits.
    body = json.dumps({"query": ORDINARY}).encode()
    for whole in [True, False]:
        one = lambda at: (frame(HEADERS, 4, 2 * at + 1, block()) + (frame(DATA, 1, 2 * at + 1, body) if whole else b"")
                          + frame(RST, 0, 2 * at + 1, struct.pack(">I", ErrorCodes.CANCEL)))
        batches = [b"".join(one(at) for at in range(start, start + 100)) for start in range(0, 5000, 100)]
        need(flood(lambda at: batches[at], len(batches)), "5000 resets, and the connection is open")
    # The server made to reset: a window that overflows, a stream that depends on itself.
    for fault in [lambda at: frame(WINDOW, 0, at, struct.pack(">I", 2**31 - 1)), lambda at: frame(WINDOW, 0, at, bytes(4)),
                  lambda at: frame(DATA, 1, at, b"x")]:
        made = lambda at: frame(HEADERS, 4, 2 * at + 1, block()) + fault(2 * at + 1)
        flood(b"".join(made(at) for at in range(5000)))


@check("HTTP/2: header blocks without end are cut off")
def continuation():
    opening = lambda payload: frame(HEADERS, 0, 1, payload)
    for part in [b"", b"\x00\x01x\x01y" * 200, b"\x82" * 1000]:
        more = frame(CONTINUATION, 0, 1, part) * 50
        need(flood(lambda at: opening(block()) + more if at == 0 else more, 100), "endless CONTINUATION of", len(part))
    for other in [frame(DATA, 0, 1, b"x"), frame(CONTINUATION, 4, 3), frame(PING, payload=bytes(8))]:
        need(flood(opening(block()) + other), "a frame amid a header block")


@check("HTTP/2: headers that are large, many, or small until they are unpacked")
def headers():
    # One that is kept in the table, then named again in one byte each.
    for times in [100, 10_000]:
        flood(frame(HEADERS, 5, 1, block() + table_entry(4000) + b"\xbe" * times))
    many = REQUEST + [(f"x-{at}", "y") for at in range(1500)]
    pieces = block(many)
    flood(frame(HEADERS, 1, 1, pieces[:10_000]) + frame(CONTINUATION, 4, 1, pieces[10_000:]))
    for broken in [b"\xff" * 50, b"\x80", b"\x3f\xff\xff\xff\xff\xff\xff", b"\x00\x7f\xff\xff\xff\xff\x0f", b"\xfe"]:
        need(flood(frame(HEADERS, 5, 1, broken)), "a broken header block is taken:", broken)
    for wrong in [[(":method", "POST")], REQUEST + [("connection", "close")], REQUEST + [("X-Upper", "y")], REQUEST[1:],
                  REQUEST + [(":path", "/livez")], [("a", "b")] + REQUEST, REQUEST + [("content-length", "5")],
                  REQUEST + [("transfer-encoding", "chunked")], REQUEST + [("x", "a\r\nb: c")], REQUEST + [("te", "gzip")]]:
        flood(frame(HEADERS, 5, 1, block(wrong)))


def table_entry(size):
    """A literal with indexing (RFC 7541, 6.2.1): index 62 names it afterwards."""
    return Encoder().encode([("x-large", "y" * size)], huffman=False)


@check("HTTP/2: floods of small frames are answered or cut, and nothing is heaped up")
def floods():
    kinds = {
        "PING": frame(PING, payload=bytes(8)), "SETTINGS": frame(SETTINGS), "WINDOW_UPDATE": frame(WINDOW, 0, 0, b"\0\0\0\1"),
        "PRIORITY": frame(PRIORITY, 0, 1, b"\0\0\0\0\1"), "RST_STREAM": frame(RST, 0, 1, bytes(4)), "unknown": frame(99, 255, 5, b"x" * 50),
        "settings": frame(SETTINGS, payload=struct.pack(">HI", 4, 0) * 100), "table": frame(SETTINGS, payload=struct.pack(">HI", 1, 2**31)),
    }
    cut = [name for name, one in kinds.items() if flood(one * 1000, 30)]
    empty = frame(HEADERS, 4, 1, block())
    if flood(lambda at: (empty if at == 0 else b"") + frame(DATA, 0, 1) * 1000, 30):
        cut.append("empty DATA")
    padded = frame(DATA, 8, 1, b"\xff" + bytes(255))
    flood(lambda at: (empty if at == 0 else b"") + padded * 100, 30)
    # Pings whose answers nobody reads.
    with socket.create_connection((HOST, PORT), timeout=2) as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        try:
            connection.sendall(PREFACE + frame(SETTINGS))
            for _ in range(200):
                connection.sendall(kinds["PING"] * 1000)
        except OSError:
            pass
    return "cut: " + ", ".join(cut)


@check("HTTP/2: frames that break the rules end the connection")
def rules():
    for wrong in [frame(DATA, 0, 0, b"x"), frame(HEADERS, 4, 0, block()), frame(HEADERS, 4, 2, block()), frame(SETTINGS, payload=b"x"),
                  frame(SETTINGS, 1, 0, bytes(6)), frame(PING, payload=b"x"), frame(WINDOW, payload=b"x"), frame(WINDOW, payload=bytes(4)),
                  frame(PUSH, 4, 1, bytes(4) + block()), frame(DATA, 0, 1, b"x"), frame(CONTINUATION, 4, 1, block()),
                  frame(SETTINGS, payload=struct.pack(">HI", 5, 1)), frame(SETTINGS, payload=struct.pack(">HI", 4, 2**31)),
                  b"\xff\xff\xff" + bytes(6), random.randbytes(500), b"GET / HTTP/1.1\r\nhost: x\r\n\r\n"]:
        need(flood(wrong), "goes on after", wrong[:40])


@check("HTTP/2: answers that nobody takes are held within bounds", memory_limit=256)
def shut_windows():
    query = "{ contacts(first: 100) { nodes { " + " ".join(f"a{at}: displayName" for at in range(20)) + " } } }"
    before, held = memory("VmRSS"), []
    for _ in range(5):
        client = Client(window=0)
        for _ in range(90):
            client.post(query)
        client.flush()
        held.append(client)
    time.sleep(3)
    grown = memory("VmRSS") - before
    for client in held:
        client.socket.close()
    return f"450 answers in {grown:.0f} MiB"


if __name__ == "__main__":
    main()
