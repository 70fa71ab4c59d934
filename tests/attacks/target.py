"""The gateway under attack: how it is asked, what an answer must be, what it holds."""

import functools
import http.client
import json
import os
import random
import re
import socket
import sys
import time
from pathlib import Path

#: Seconds after which a request counts as hung. Nothing here should take a tenth of it.
HANG = 20
#: What one check may add to the process's memory, in MiB, where it does not say otherwise.
MEMORY = 128
ORDINARY = "{ contacts(first: 1) { totalCount } }"
JSON = {"content-type": "application/json"}

URL, PID = os.environ.get("ENDPOINT", ""), os.environ.get("SERVED", "")
HOST, PORT = "127.0.0.1", int(re.search(r":(\d+)/", URL).group(1)) if URL else 0
SEED = int(os.environ.get("SEED", "1"))
KEEP_GOING = bool(os.environ.get("KEEP_GOING"))

# The codes are those of the table in the README; the gateway's own fault is never right.
TABLE = Path(__file__, "../../../README.md").resolve().read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (`[A-Z].*?) \|", TABLE, re.M)
CODES = {code for row in ROWS for code in re.findall(r"`([A-Z_]+)`", row)} - {"INTERNAL"}
# The demo's upstream is well: whoever makes it fail has found a fault too.
CODES -= {f"UPSTREAM_{how}" for how in ("TIMEOUT", "UNAVAILABLE", "MALFORMED", "UNAUTHENTICATED")}
#: What the gateway may say of itself and not of the request.
BUSY = {503: "OVERLOADED", 504: "DEADLINE_EXCEEDED"}


class Wrong(Exception):
    """A check failed."""


def need(holds, *said):
    if not holds:
        raise Wrong(" ".join(str(part)[:400] for part in said))


class Answer:
    def __init__(self, status, headers, body, asked):
        self.status, self.headers, self.body, self.asked = status, headers, body, asked

    @functools.cached_property
    def json(self):
        """The body, which must be what GraphQL over HTTP says it is."""
        shown = f"{self.status} {self.body[:300]!r} to {self.asked[:300]!r}"
        media = self.headers.get("content-type", "")
        need(re.match(r"application/(graphql-response\+)?json\b", media), "no JSON:", media, shown)
        try:
            value = json.loads(self.body.decode("utf-8"), parse_constant=lambda name: 1 / 0)
        except (ValueError, ZeroDivisionError) as error:
            raise Wrong(f"malformed: {error}: {shown}") from error
        for one in value if isinstance(value, list) else [value]:
            self.verify(one, shown)
        return value

    def verify(self, one, shown):
        need(isinstance(one, dict) and one.keys() <= {"data", "errors", "extensions"}, shown)
        errors = one.get("errors")
        need("data" in one or errors, "neither data nor errors:", shown)
        need(errors is None or (isinstance(errors, list) and errors), "errors:", shown)
        for error in errors or []:
            need(isinstance(error.get("message"), str), "no message:", shown)
            need(error.get("extensions", {}).get("code") in CODES, "code not in the README:", shown)
        if self.status >= 500:
            need(self.codes_of(one) == [BUSY.get(self.status)], "undocumented 5xx:", shown)
        need(self.status < 400 or "data" not in one, "data in a refusal:", shown)

    @staticmethod
    def codes_of(one):
        return [error["extensions"]["code"] for error in one.get("errors", [])]

    @property
    def codes(self):
        return self.codes_of(self.json)


class Measure:
    """What a check has cost so far."""

    requests, slowest = 0, 0.0

    @classmethod
    def begin(cls):
        cls.requests, cls.slowest = 0, 0.0
        Path(f"/proc/{PID}/clear_refs").write_text("5")  # the peak begins anew
        return memory("VmRSS")

    @classmethod
    def took(cls, seconds, asked):
        cls.requests += 1
        cls.slowest = max(cls.slowest, seconds)
        need(seconds < HANG, f"took {seconds:.0f} s:", asked)


def memory(name):
    """MiB that the process holds (VmRSS), or has held at most since the check began (VmHWM)."""
    try:
        status = Path(f"/proc/{PID}/status").read_text()
        return int(re.search(rf"{name}:\s+(\d+)", status).group(1)) / 1024
    except (OSError, AttributeError):
        raise Wrong("the process is gone") from None


def send(method="POST", path="/graphql", body=b"", headers=None):
    """One request over a connection of its own."""
    body = body if isinstance(body, bytes) else body.encode()
    asked, began = f"{method} {path} {body[:300]!r}", time.monotonic()
    connection = http.client.HTTPConnection(HOST, PORT, timeout=HANG)
    try:
        connection.request(method, path, body, headers if headers is not None else JSON)
        answer = connection.getresponse()
        read = Answer(answer.status, answer.headers, answer.read(), asked)
    except (TimeoutError, ConnectionError, http.client.HTTPException) as error:
        raise Wrong(f"{error!r} after {time.monotonic() - began:.1f} s: {asked}") from error
    finally:
        connection.close()
    Measure.took(time.monotonic() - began, asked)
    return read


def post(value):
    """Posts a JSON value. Characters beyond ASCII are escaped, lone surrogates too."""
    answer = send(body=json.dumps(value))
    answer.json
    return answer


def ask(query, variables=None, code=None, **more):
    """Asks a document; where `code` is given, the first error must have it."""
    answer = post({"query": query, "variables": variables, **more})
    if code is not None:
        need(answer.codes[:1] == [code], f"expected {code}:", answer.body[:300], "to", query[:200])
    return answer


def raw(said, seconds=HANG, until_closed=True, shut=False):
    """Writes bytes to a connection of its own: what comes back until it closes."""
    began, heard = time.monotonic(), b""
    with socket.create_connection((HOST, PORT), timeout=seconds) as connection:
        try:
            connection.sendall(said)
            if shut:
                connection.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # it was closed while we spoke; the answer may still be there
        try:
            while until_closed or not heard:
                part = connection.recv(1 << 16)
                if not part:
                    break
                heard += part
        except TimeoutError:
            raise Wrong(f"neither closed nor done after {seconds} s: {said[:200]!r}") from None
        except OSError:
            pass
    Measure.took(time.monotonic() - began, said[:200])
    return heard


def status_of(heard):
    line = re.match(rb"HTTP/1\.[01] (\d{3})", heard)
    return int(line.group(1)) if line else None


def answer_of(heard, asked=""):
    """The last answer in what was heard."""
    head, _, body = heard[heard.rindex(b"HTTP/1."):].partition(b"\r\n\r\n")
    lines = (line.split(": ", 1) for line in head.decode("latin-1").split("\r\n")[1:])
    return Answer(status_of(head), dict(lines), body, asked)


def ordinary():
    """Everyone else is still served."""
    answer = ask(ORDINARY)
    need(answer.status == 200 and "errors" not in answer.json, "afterwards:", answer.body)


CHECKS = []


def check(name, memory_limit=MEMORY):
    """Registers a check. Memory may grow by `memory_limit` MiB while it runs."""

    def register(function):
        CHECKS.append((name, memory_limit, function))
        return function

    return register


def run_one(name, limit, function):
    before, began = Measure.begin(), time.monotonic()

    def cost(whole):
        return f"{Measure.requests} requests in {whole:.1f} s, slowest {Measure.slowest:.2f} s, memory " \
               f"{before:.0f} -> peak {memory('VmHWM'):.0f} -> {memory('VmRSS'):.0f} MiB"

    try:
        said = function() or ""
        ordinary()
        grown = memory("VmHWM") - before
        need(grown <= limit, f"{grown:.0f} MiB more, {limit} are allowed", said)
    except (Wrong, OSError) as error:
        raise Wrong(f"{error}\n      ({cost(time.monotonic() - began)})") from error
    print(f"ok    {name} ({cost(time.monotonic() - began)}{said and '; '}{said})", flush=True)


def main():
    """Runs the checks of a file, or those whose number is given."""
    chosen = [CHECKS[int(number)] for number in sys.argv[1:]] or CHECKS
    random.seed(SEED)
    failed = False
    for name, limit, function in chosen:
        try:
            run_one(name, limit, function)
        except Wrong as error:
            print(f"FAIL  {name}\n      {error}", flush=True)
            failed = True
            if not KEEP_GOING:
                break
    sys.exit(failed)


def aliases(field, count, name="a"):
    """A field selected many times under names of its own."""
    return " ".join(f"{name}{at}: {field}" for at in range(count))
