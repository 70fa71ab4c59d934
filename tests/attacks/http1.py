"""HTTP/1.1: heads, bodies, encodings, methods and paths that lie, and very many connections."""

import gzip
import json
import resource
import socket
import time
import zlib

from target import (HANG, HOST, JSON, PORT, answer_of, check, main, memory, need, ordinary, raw, send,
                    status_of)
from wire import BODY, END, connect, head, is_served, post

def is_refused(heard, *statuses, asked=b""):
    """Refused by the parser of HTTP, with an empty body, or in GraphQL."""
    need(status_of(heard) in statuses, f"expected {statuses}:", heard[:300], "to", asked[:200])
    answer = answer_of(heard, repr(asked[:200]))
    if answer.body:
        answer.json


@check("HTTP/1.1: a thousand requests down one pipe have a thousand answers in order")
def pipelining():
    count = 1000
    queries = [json.dumps({"query": f"{{ a{at}: __typename }}"}).encode() for at in range(count)]
    heard = raw(b"".join(post(body=query) for query in queries[:-1]) + post(END, body=queries[-1]))
    need([heard.count(b'{"data":{"a%d":"Query"}}' % at) for at in range(count)] == [1] * count, heard[-300:])
    is_served(raw(post() * 50 + b"GET /nope HTTP/1.1\r\nhost: x\r\n\r\n" + post(END)))


@check("HTTP/1.1: lengths and encodings of transfer that contradict are refused, and nothing is smuggled")
def lengths():
    chunked = b"transfer-encoding: chunked"
    for lines in [[b"content-length: 5", b"content-length: 26"], [b"content-length: -5"], [b"content-length: +26"],
                  [b"content-length: 0x1a"], [b"content-length: 26, 27"], [b"content-length: " + b"9" * 40],
                  [b"transfer-encoding: xchunked"], [b"transfer-encoding: chunked, identity"], [b"transfer-encoding: gzip"],
                  [chunked + b"\x0b"], [b"transfer-encoding : chunked"], [b" transfer-encoding: chunked"], [b"content-length:\x00 26"]]:
        said = head(b"content-type: application/json", *lines) + BODY
        is_refused(raw(said, shut=True), 400, asked=said)
    # Both: the chunks count (RFC 9112, 6.3), and the connection ends.
    inner = b"GET /livez HTTP/1.1\r\nhost: x\r\n\r\n"
    heard = raw(post(chunked, body=b"0\r\n\r\n" + inner), shut=True)
    need(heard.count(b"HTTP/1.1 ") == 1 and b"alive" not in heard, "smuggled:", heard)
    # A refused request's body is no request.
    heard = raw(head(b"content-length: %d" % len(inner)) + inner + post(END))
    need(heard.count(b"HTTP/1.1 ") <= 2 and b"alive" not in heard, "smuggled:", heard)
    # Fewer bytes than were promised, then the end.
    heard = raw(head(b"content-type: application/json", b"content-length: 1000") + BODY, shut=True)
    need(status_of(heard) in (None, 400), heard)


@check("HTTP/1.1: chunks that are broken, large, many, with extensions and trailers")
def chunks():
    start = head(b"content-type: application/json", b"transfer-encoding: chunked", END)
    size = b"%x" % len(BODY)
    for body in [b"zz\r\n", b"-1\r\n", b"f" * 20 + b"\r\nx", size + b"\n" + BODY, b"\r\n\r\n", size + b"\r\n" + BODY + b"xx",
                 size + b";" + b"x" * 50_000 + b"\r\n" + BODY + b"\r\n0\r\n\r\n"]:
        is_refused(raw(start + body, shut=True), 400, asked=body)
    is_served(raw(start + b"".join(b"1\r\n%c\r\n" % byte for byte in BODY) + b"0\r\n\r\n"))
    is_served(raw(start + size + b"\r\n" + BODY + b"\r\n0\r\n\r\n"))
    trailers = b"".join(b"x-%d: y\r\n" % at for at in range(3000))
    heard = raw(start + size + b"\r\n" + BODY + b"\r\n0\r\n" + trailers + b"\r\n")
    need(status_of(heard) in (None, 200, 400, 431), heard[:300])


@check("HTTP/1.1: a body without an end is refused once it is too large")
def endless():
    said = head(b"content-type: application/json", b"transfer-encoding: chunked") + (b"8000\r\n" + b" " * 0x8000 + b"\r\n") * 200
    heard = raw(said)
    need(not heard or status_of(heard) == 413, heard[:300])
    small = head(b"content-type: application/json", b"transfer-encoding: chunked") + b"8\r\n        \r\n" * 140_000
    heard = raw(small)
    need(not heard or status_of(heard) == 413, heard[:300])
    heard = raw(head(b"content-type: application/json", b"content-length: 6000000", b"connection: close") + b" " * 6_000_000)
    need(not heard or status_of(heard) == 413, heard[:300])


def gzipped(body, *layers):
    headers = {**JSON, "content-encoding": ", ".join(["gzip", *layers])}
    return send(body=body, headers=headers)


@check("HTTP/1.1: small bodies that inflate to large ones are refused", memory_limit=64)
def bombs():
    zeros = lambda mebibytes: gzip.compress(b" " * (mebibytes << 20))
    for body in [zeros(64), gzip.compress(b'{"query":"' + b"a" * (32 << 20) + b'"}'), gzip.compress(b"[" * (8 << 20))]:
        need(len(body) < 1 << 20)
        answer = gzipped(body)
        need(answer.status == 413 and answer.codes == ["PAYLOAD_TOO_LARGE"], answer.status, answer.body)
    for body in [gzip.compress(zeros(64)), gzip.compress(gzip.compress(BODY)), BODY, gzip.compress(BODY)[:-9], b"",
                 gzip.compress(BODY)[:12] + b"\xff" * 50, b"\x1f\x8b\x08\x1c" + b"\xff" * 100, b"\x1f\x8b\x08\x08" + b"n" * 500_000]:
        answer = gzipped(body)
        need(answer.status in (400, 413) and answer.codes[0] in ("BAD_REQUEST", "PAYLOAD_TOO_LARGE"), body[:40], answer.body)
    # Blocks that hold nothing, and members that hold nothing.
    deflate = zlib.compressobj(wbits=31)
    empty = b"\x00\x00\x00\xff\xff" * 400_000
    blocks = deflate.compress(b"") + deflate.flush(zlib.Z_FULL_FLUSH)
    for body in [blocks + empty, gzip.compress(b"") * 50_000]:
        answer = gzipped(body)
        need(answer.status in (400, 413), answer.status, answer.body)


@check("HTTP/1.1: Expect: 100-continue is answered before the body, a refusal instead of it")
def expect():
    with socket.create_connection((HOST, PORT), timeout=HANG) as connection:
        connection.sendall(head(b"content-type: application/json", b"content-length: 26", b"expect: 100-continue", END))
        need(connection.recv(100).startswith(b"HTTP/1.1 100 "), "no 100")
        connection.sendall(BODY)
        is_served(connection.recv(1 << 16))
    heard = raw(head(b"content-length: 26", b"expect: 100-continue", END))
    need(status_of(heard) == 415 and b" 100 " not in heard, heard)
    need(status_of(raw(head(b"expect: 100-continue", END, path=b"/nope"))) == 404)
    need(status_of(raw(post(b"expect: " + b"x" * 1000, END))) in (200, 417))


@check("HTTP/1.1: heads with too many or too large fields are refused")
def heads():
    many = lambda count: [b"x-%d: y" % at for at in range(count)]
    is_served(raw(post(*many(80), END)))
    for lines in [many(200), many(20_000), [b"x: " + b"y" * 700_000], [b"y" * 100_000 + b": x"], [b"cookie: " + b"a=b; " * 150_000]]:
        is_refused(raw(post(*lines, END)), 400, 431)
    for line in [b"accept: " + b"a/b;q=0.1," * 20_000 + b"*/*", b"accept-encoding: " + b"gzip;q=0.1," * 20_000, b"x: " + b"y" * 200_000,
                 b"authorization: Bearer " + b"z" * 200_000, b"content-language: " + b"x-" * 50_000]:
        is_served(raw(post(line, END)))
    for line in [b"x: y\r\n z", b"x: \x00", b"x : y", b"x", b": y", b"\xff: y", b"x: y\rz: w"]:
        is_refused(raw(post(line, END), shut=True), 400, asked=line)
    for start in [b"GET /graphql\r\n\r\n", b"GET / HTTP/3.0\r\n\r\n", b"GET  / HTTP/1.1\r\n\r\n", b"G" * 100_000, b"\r\n" * 50_000, b"\x00" * 100]:
        heard = raw(start, shut=True)
        need(status_of(heard) in (None, 400, 414, 431), start[:50], heard[:300])


@check("HTTP/1.1: addresses that are long or odd are refused, and lead to no other place")
def paths():
    for path in [b"/" + b"a" * 70_000, b"/graphql?query=" + b"a" * 70_000]:
        is_refused(raw(head(END, method=b"GET", path=path)), 414)
    for path in [b"//graphql", b"/graphql/", b"/graphql//", b"/graphql/..%2f", b"/graphql/../graphql", b"/./graphql", b"/%67raphql", b"/graphql%2f",
                 b"/graphql%00", b"/graphql;x=y", b"/GRAPHQL", b"/graphql%3Fquery=x", b"\\graphql", b"/assets/..%2f..%2fetc%2fpasswd",
                 b"/assets/%2e%2e/%2e%2e/etc/passwd", b"/assets/../graphql", b"/assets//etc/passwd", b"/assets/%00", b"/assets/", b"/" + b"../" * 5000,
                 b"/" + b"%2e%2e%2f" * 5000, b"/\xd8\xb3", b"graphql", b"/*", b"/{file}"]:
        heard = raw(head(END, method=b"GET", path=path))
        need(status_of(heard) in (400, 404), path[:60], heard[:300])
        need(b"root:" not in heard and b"__typename" not in heard, path, heard[:300])
    query = b"?query=%7B__typename%7D"
    is_served(raw(head(END, method=b"GET", path=b"/graphql" + query + b"&a=b" * 12_000)))
    is_served(raw(head(END, method=b"GET", path=b"http://other.example/graphql" + query)))


@check("HTTP/1.1: methods that change nothing do not, and TRACE and CONNECT do not exist")
def methods():
    for method in [b"TRACE", b"CONNECT", b"PUT", b"DELETE", b"PATCH", b"PRI", b"get", b"QUERY", b"A" * 3000]:
        heard = raw(head(b"x-echo: secret", b"max-forwards: 0", END, method=method))
        need(status_of(heard) in (400, 405), method[:20], heard[:300])
        need(b"secret" not in heard, "TRACE tells:", heard[:300])
    need(status_of(raw(b"CONNECT 127.0.0.1:1 HTTP/1.1\r\nhost: x\r\n\r\n" + post(END))) in (400, 404, 405))
    heard = raw(head(END, method=b"HEAD", path=b"/graphql?query=%7B__typename%7D"))
    need(status_of(heard) == 200 and heard.endswith(b"\r\n\r\n"), heard)
    for path in [b"/graphql", b"*"]:
        heard = raw(head(b"origin: https://evil.example", b"access-control-request-method: POST", END, method=b"OPTIONS", path=path))
        need(status_of(heard) in (200, 204, 404) and b"evil.example" not in heard, heard)
    mutation = b"/graphql?query=mutation%7BcreateContact(input:%7BlastName:%22x%22%7D)%7Boutcome%7D%7D"
    for method in [b"GET", b"HEAD"]:
        need(status_of(raw(head(END, method=method, path=mutation))) == 405, method)
    for upgrade in [b"h2c", b"websocket", b"TLS/1.0"]:
        is_served(raw(post(b"upgrade: " + upgrade, b"http2-settings: AAMAAABkAAQAAP__", b"connection: upgrade, http2-settings", END)))


@check("HTTP/1.1: thousands of connections that say little keep nobody waiting", memory_limit=192)
def idle():
    half = head(b"content-type: application/json", b"content-length: 100") + b"{"
    before, held = memory("VmRSS"), []
    for count, said in [(2500, b""), (1000, b"POST /graphql HTTP/1.1\r\nhost: x\r\nx-slow: "), (1000, half),
                        (500, b"PRI * HTTP/2.0\r\n"), (1000, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), (1000, post())]:
        held += connect(count, said)
        for _ in range(3):
            ordinary()
    each = (memory("VmRSS") - before) * 1024 / len(held)
    for connection in held:
        connection.close()
    return f"{len(held)} connections, {each:.0f} KiB each"


@check("HTTP/1.1: more connections than there are places delay others no longer than they may stay", memory_limit=192)
def crowd():
    """10,000 are open at once; those that say nothing go after ten seconds."""
    count = min(10_300, resource.getrlimit(resource.RLIMIT_NOFILE)[0] - 200)
    began = time.monotonic()
    held = connect(count)
    opened, began = time.monotonic() - began, time.monotonic()
    still = sum(not is_closed(connection) for connection in held)
    ordinary()
    waited = time.monotonic() - began
    for connection in held:
        connection.close()
    return f"{count} connections, opened in {opened:.1f} s, {still} of them open then, another waited {waited:.1f} s"


def is_closed(connection):
    connection.setblocking(False)
    try:
        return connection.recv(1) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True


@check("HTTP/1.1: callers who hang up leave nothing behind")
def hang_up():
    query = json.dumps({"query": "{ contacts(first: 100) { nodes { displayName customFields { key raw } } } }"}).encode()
    for at in range(300):
        with socket.create_connection((HOST, PORT), timeout=HANG) as connection:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            connection.sendall(post(body=query)[: None if at % 2 else -10])


if __name__ == "__main__":
    main()
