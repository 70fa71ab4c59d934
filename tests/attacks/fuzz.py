"""Random requests: raw bytes, JSON shapes, headers, media types, query strings, documents."""

import json
import random
import string
from urllib.parse import quote

from target import Answer, JSON, check, main, need, post, raw, send, status_of

WORDS = """query mutation subscription fragment on { } ( ) [ ] : ! = | & ... @skip @include @oneOf true
false null $x $y contacts nodes edges node cursor filter custom field_996_12_9 field_996_0_8 isSet in
first last after before Int String [Int!]! ContactFilter __typename __schema __type types fields type
ofType ContactConnection Query "" "س" \"\"\" \\u0000 # -1 0 1e9 1.5 2147483648 createContact input
lastName idempotencyKey account name customFields key keys F G \ufeff , \u200f""".split(" ")
VALID = [
    "{ contacts(first: 3) { totalCount nodes { id displayName custom { field_996_12_9 } } } }",
    "query Q($n: Int = 2, $f: ContactFilter) { contacts(first: $n, filter: $f) { edges { cursor } } }",
    "{ a: account { ...F } } fragment F on Account { name @include(if: true) }",
    'mutation { createContact(input: {lastName: "x"}, idempotencyKey: "k") { outcome userErrors { code } } }',
    '{ __type(name: "Contact") { fields { name type { name ofType { name } } } } }',
]
MEDIA = """application/json text/html */* application/* application/graphql-response+json ;q= q=0 q=1
charset=utf-8 charset=utf-16 , ; = "\\ multipart/form-data;boundary=x application/x-www-form-urlencoded
text/plain application/graphql application/json;charset= NaN 1e9 -1""".split()


#: What may stand in an address. Other bytes end at the HTTP parser, with an empty 400.
LEGAL = set(string.ascii_letters + string.digits + "-._~:/?[]@!$&'()*+,;=%")


def text(most=12):
    alphabet = string.printable + "سيیكک\u200c\u200f\u0000\ud800\udfff\U0001f600\uffff"
    return "".join(random.choices(alphabet, k=random.randint(0, most)))


def shape(depth=0):
    """Any JSON value."""
    leaves = [None, True, 0, -1, 2**31, 2**63, 2**64, 1e308, text(), "", "{ __typename }"]
    if depth > 4 or random.random() < 0.5:
        return random.choice(leaves)
    many = range(random.randint(0, 4))
    if random.random() < 0.5:
        return [shape(depth + 1) for _ in many]
    names = ["query", "variables", "operationName", "extensions", "n", "f", "sha256Hash", text(3)]
    return {random.choice(names): shape(depth + 1) for _ in many}


def request():
    """The shape of a request with random values in it."""
    extensions = [None, shape(), {"persistedQuery": shape()}, {"persistedQuery": {"sha256Hash": text()}}]
    whole = {
        "query": random.choice([*VALID, shape()]),
        "variables": random.choice([shape(), {"n": shape(), "f": shape(), "x": shape()}]),
        "operationName": random.choice([None, "Q", shape()]),
        "extensions": random.choice(extensions),
        "documentId": random.choice([None, text(), shape()]),
    }
    return {name: value for name, value in whole.items() if random.random() < 0.7}


def document():
    """A document of random words, or a valid one that was damaged."""
    if random.random() < 0.4:
        return random.choice([" ", ""]).join(random.choices(WORDS, k=random.randint(1, 60)))
    letters = list(random.choice(VALID))
    for _ in range(random.randint(1, 6)):
        at = random.randrange(len(letters))
        letters[at:at + random.randint(0, 2)] = random.choice([*WORDS, *text(3)])
    return "".join(letters)


@check("fuzz: bodies of random bytes are refused as such")
def bodies():
    for _ in range(200):
        body = random.randbytes(random.randint(0, 400))
        if random.random() < 0.5:
            valid = bytearray(json.dumps({"query": VALID[0]}).encode())
            valid[random.randrange(len(valid))] = random.randrange(256)
            body = bytes(valid)
        send(body=body).json


@check("fuzz: JSON of any shape is answered")
def shapes():
    for _ in range(300):
        post(shape() if random.random() < 0.3 else request())


@check("fuzz: documents of any words are answered")
def documents():
    for _ in range(500):
        post({"query": document(), "variables": shape() if random.random() < 0.2 else None})


@check("fuzz: media types and headers of any text are answered")
def headers():
    for _ in range(250):
        media = lambda: "".join(random.choices(MEDIA, k=random.randint(0, 5)))
        value = lambda: "".join(c for c in text(40) if " " <= c <= "\xff")
        names = ["authorization", "x-request-id", "sec-fetch-site", "origin", "if-none-match", "te",
                 "access-control-request-method", "content-language", "cookie", "forwarded", "range"]
        given = {random.choice(names): value() for _ in range(3)}
        if random.random() < 0.7:
            given["accept"] = media()
        given["content-type"] = random.choice([media(), "application/json"])
        given = {name: text.encode("latin-1") for name, text in given.items()}
        answer = send(body='{"query":"{ __typename }"}', headers=given)
        answer.json
        need(answer.status in (200, 400, 401, 403, 406, 415), given, answer.status)


@check("fuzz: query strings of any text are answered")
def addresses():
    for _ in range(250):
        safe = random.choice(["", "&=%+", string.punctuation.replace("#", "")])
        parts = [f"{name}={quote(value.encode('utf-8', 'surrogatepass'), safe=safe)}"
                 for name, value in [("query", document()), ("variables", json.dumps(shape())),
                                     ("extensions", text()), (quote(text(4).encode("utf-8", "surrogatepass")), text())]
                 if random.random() < 0.6]
        path = "/graphql?" + "&".join(parts)
        path = "".join(c if c in LEGAL else quote(c.encode("utf-8", "surrogatepass")) for c in path)
        answer = send("GET", path, headers={})
        answer.json
        need(answer.status in (200, 400, 405), path, answer.status)


@check("fuzz: a connection that begins with random bytes is refused or closed")
def connections():
    for _ in range(150):
        said = random.choice([
            random.randbytes(random.randint(1, 200)),
            b"POST /graphql HTTP/1.1\r\nHost: x\r\n" + random.randbytes(100) + b"\r\n\r\n",
            random.choice([b"GET ", b"POST ", b"\x16\x03\x01", b"PRI * HTTP/2.0\r\n"]) + random.randbytes(60) + b"\r\n\r\n",
            b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + random.randbytes(100),
        ])
        heard = raw(said, shut=True)
        status = status_of(heard)
        need(status is None or 400 <= status < 500, said, heard)


if __name__ == "__main__":
    main()
