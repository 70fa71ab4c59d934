"""Small requests that cost much: time, memory, bytes of the answer. Each against a demo of its own.

The sizes are far below what the limits on documents let through. What an answer may hold is not
documented; ANSWER and the memory of a check are what this file takes for bounded.
"""

import hashlib
import json
import os
import socket
import time
from pathlib import Path

from target import HANG, HOST, PID, PORT, aliases, ask, check, main, memory, need, ordinary
from wire import connect, head

#: Bytes: an answer to one request.
ANSWER = 32 << 20


def bounded(query, variables=None):
    """Refused, or answered with few enough bytes."""
    answer = ask(query, variables)
    need(len(answer.body) <= ANSWER, f"{len(query)} bytes of document are answered with {len(answer.body) >> 20} MiB")


@check("amplification: fragments that double without a field in them")
def fieldless_fragments():
    # The last one spreads a fragment that is not there: no field is ever counted.
    chain = lambda links, times: "{ ...F0 } " + " ".join(
        f"fragment F{at} on Query {{ {f'...F{at + 1} ' * times}}}" for at in range(links))
    ask(chain(8, 2))
    ask(chain(28, 3))


@check("amplification: operations that share a large fragment")
def shared_fragment():
    fragment = "fragment F on Query { account { " + "name " * 4900 + "} } "
    ask(fragment + " ".join(f"query Q{at} {{ ...F }}" for at in range(1100)) + " query Z { __typename }", operationName="Z")


@check("amplification: aliases below lists below lists")
def lists_of_lists():
    bounded("{ contacts(first: 100) { nodes { customFields { definition { options { " + aliases("label", 2000) + " } } } } } }")


@check("amplification: one key many times, under many aliases")
def repeated_keys():
    query = "query($k: [String!]) { contacts(first: 100) { nodes { " + aliases("customFields(keys: $k) { key }", 100) + " } } }"
    bounded(query, {"k": ["Field_996_12_9"] * 200})


@check("amplification: a long text under many aliases")
def long_texts():
    save = 'mutation($n: String) { createContact(input: {lastName: "long", email: "long@x.example", backgroundInfo: $n}) { outcome } }'
    ask(save, {"n": "ی" * 20_000})
    bounded('{ contacts(filter: {email: "long@x.example"}) { nodes { ' + aliases("backgroundInfo", 2000) + " } } }")


@check("amplification: aliases in introspection")
def introspection():
    nested = "...F ofType { " * 3 + "...F" + " }" * 3
    bounded("{ __schema { types { fields { type { " + nested + " } } } } } fragment F on __Type { fields { " + aliases("description", 1200) + " } }")


@check("amplification: documents sent by hash, very many and very small")
def persisted():
    """The store is bounded by the bytes of the texts: what does each text hold besides?"""

    def request(at):
        query = f"{at:x}"
        persisted = {"persistedQuery": {"version": 1, "sha256Hash": hashlib.sha256(query.encode()).hexdigest()}}
        body = json.dumps({"query": query, "extensions": persisted}).encode()
        return head(b"content-type: application/json", b"content-length: %d" % len(body)) + body

    def send(numbers):
        with socket.create_connection((HOST, PORT), timeout=HANG) as connection:
            answers = connection.makefile("rb")
            for at in numbers:
                connection.sendall(b"".join(request(at * 100 + one) for one in range(100)))
                for _ in range(100):
                    length = 0
                    while (line := answers.readline()) != b"\r\n":
                        need(line, "the connection was closed")
                        if line.lower().startswith(b"content-length:"):
                            length = int(line.split(b":")[1])
                    answers.read(length)

    send(range(1000, 1030))
    before, count = memory("VmRSS"), 15_000
    send(range(2000, 2000 + count // 100))
    each = (memory("VmRSS") - before) * 2**20 / count
    whole = each * ((32 << 20) / len("30d40")) / 2**20
    need(whole < 512, f"{each:.0f} bytes for each text of 5: {whole:.0f} MiB before the store of 32 MiB is full")
    return f"{each:.0f} bytes for each text of 5"


@check("amplification: the first letter of HTTP/2's preface, and no more")
def first_letter():
    """A connection whose first bytes do not tell is waited for: that must not be work."""
    held = connect(1000, b"P")
    before = processor()
    time.sleep(3)
    busy = (processor() - before) / 3
    for connection in held:
        connection.close()
    need(busy < 0.2, f"1000 connections of one letter keep {busy:.0%} of a processor busy")
    return f"{busy:.0%} of a processor"


def processor():
    """Seconds of processor time that the process has used."""
    fields = Path(f"/proc/{PID}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@check("amplification: bodies that are almost there", memory_limit=128)
def almost_there():
    """Bodies are read before requests are counted: what do those hold that wait for a last byte?"""
    said = head(b"content-type: application/json", b"content-length: 1000000") + b" " * 999_999
    before, count = memory("VmRSS"), 60
    held = connect(count, said)
    time.sleep(2)
    each = (memory("VmRSS") - before) / count
    for connection in held:
        connection.close()
    time.sleep(1)
    ordinary()
    return f"{each:.1f} MiB each for {count} of them"


if __name__ == "__main__":
    main()
