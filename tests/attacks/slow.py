"""Connections that take their time: each is cut, or told, within the time it has."""

import socket
import time

from target import HOST, PORT, Wrong, answer_of, memory, need, ordinary
from wire import BODY, PREFACE, SETTINGS, frame, head, post

#: Seconds that the gateway gives (src/http): first bytes, a body, a head or a pause, and some more.
FIRST, BODY_TIME, KEEP_ALIVE = 10, 20, 75
MORE = 10


class Slow:
    """Ten connections that say one thing, then a little more every two seconds."""

    def __init__(self, name, said, drip, limit, expected=None):
        self.name, self.drip, self.limit, self.expected = name, drip, limit, expected
        self.began, self.ended, self.heard = time.monotonic(), {}, {}
        self.open = [socket.create_connection((HOST, PORT), timeout=5) for _ in range(10)]
        for connection in self.open:
            connection.sendall(said)

    def step(self):
        """Reads, then writes; notes who was cut, or was told."""
        for connection in list(self.open):
            connection.settimeout(0.001)
            try:
                part = connection.recv(1 << 16)
                self.heard[connection] = self.heard.get(connection, b"") + part
                told = self.expected and b" %d " % self.expected in self.heard[connection]
                if part and not told:
                    continue
                self.end(connection)
            except TimeoutError:
                try:
                    if self.drip and not self.heard.get(connection):
                        connection.sendall(self.drip)
                except OSError:
                    self.end(connection)
            except OSError:
                self.end(connection)

    def end(self, connection):
        self.ended[connection] = time.monotonic() - self.began
        self.open.remove(connection)

    def verdict(self):
        need(not self.open, f"{len(self.open)} of 10 are open after {time.monotonic() - self.began:.0f} s")
        last = max(self.ended.values())
        need(last <= self.limit, f"the last was cut after {last:.0f} s")
        for connection, heard in self.heard.items():
            if self.expected:
                answer = answer_of(heard, self.name)
                need(answer.status == self.expected and answer.codes == ["REQUEST_TIMEOUT"], heard)
        return f"the last ended after {last:.0f} s of {self.limit}"


JSON_HEAD = b"content-type: application/json"


def attacks():
    chunked = head(JSON_HEAD, b"transfer-encoding: chunked")
    first, body, pause = FIRST + MORE, BODY_TIME + MORE, KEEP_ALIVE + MORE
    yield Slow("nothing is said", b"", b"", first)
    yield Slow("the preface of HTTP/2, a part of it", PREFACE[:9], b"", first)
    yield Slow("a body that comes in drops", head(JSON_HEAD, b"content-length: 1000"), b" ", body, 408)
    yield Slow("a body shorter than its length", head(JSON_HEAD, b"content-length: 27") + BODY, b"", body, 408)
    yield Slow("chunks that come in drops", chunked, b"1\r\n \r\n", body, 408)
    yield Slow("a chunk larger than what comes", chunked + b"ffffffff\r\n", b"x", body, 408)
    yield Slow("a gzipped body that comes in drops", head(JSON_HEAD, b"content-encoding: gzip", b"content-length: 1000") + b"\x1f\x8b\x08\0\0\0\0\0\0\0", b"\0\0\0\xff\xff", body, 408)
    yield Slow("a head that comes in drops", b"POST /graphql HTTP/1.1\r\nhost: x\r\n", b"x: y\r\n", pause)
    yield Slow("a line that comes in drops", b"GET /", b"a", pause)
    yield Slow("half a head and no more", b"POST /graphql HTTP/1.1\r\nhost", b"", pause)
    yield Slow("a request, then nothing", post(), b"", pause)
    yield Slow("HTTP/2 without settings", PREFACE, b"", pause + MORE + MORE)
    yield Slow("HTTP/2 that answers no ping", PREFACE + frame(SETTINGS), b"", pause + MORE + MORE)


def run():
    # All at once, so that it takes as long as the longest.
    slow = list(attacks())
    before, slowest, end = memory("VmRSS"), 0.0, time.monotonic() + max(one.limit for one in slow) + 5
    while time.monotonic() < end and any(one.open for one in slow):
        for one in slow:
            one.step()
        began = time.monotonic()
        ordinary()
        slowest = max(slowest, time.monotonic() - began)
        time.sleep(1.5)
    failed = False
    for one in slow:
        try:
            print(f"ok    slow: {one.name} ({one.verdict()})", flush=True)
        except (Wrong, ValueError) as error:
            print(f"FAIL  slow: {one.name}\n      {error}", flush=True)
            failed = True
    print(f"ok    slow: others were served meanwhile (slowest {slowest:.2f} s, memory {before:.0f} -> {memory('VmRSS'):.0f} MiB)")
    raise SystemExit(failed)


if __name__ == "__main__":
    run()
