"""Answers that are of the wrong form or status: each against a demo of its own, at the end."""

import gzip

from target import answer_of, ask, check, main, need, raw, send, status_of
from wire import BODY, END, is_served, post

INVALID = "GRAPHQL_VALIDATION_FAILED"


@check("strict: directives and arguments of __typename are validated as others are")
def typename():
    for query in ["{ __typename @nope }", "{ __typename @skip }", "{ __typename(x: 1) }", "{ __typename { x } }",
                  "{ account { __typename @nope } }", "{ account { __typename(x: 1) } }",
                  "{ __typename @skip(if: false) @skip(if: false) }", "{ __typename " + "@a " * 3000 + "}"]:
        answer = ask(query)
        need(answer.codes and "data" not in answer.json, "executed:", query[:80], answer.body)


@check("strict: a field that failed and cannot be null makes its parent null")
def propagation():
    query = "query($k: [String!]) { contacts(first: 1) { nodes { customFields(keys: $k) { key } } } }"
    answer = ask(query, {"k": ["Field_996_12_9"] * 1001})
    need(answer.codes == ["BAD_USER_INPUT"], answer.body)
    need('"customFields":[]' not in answer.body.decode(), "an empty list, which means none:", answer.body)


@check("strict: a content encoding that is not taken is refused in GraphQL, and those that are named are taken")
def encodings():
    for encoding in [b"deflate", b"gzip, gzip", b"nope", b"zstd"]:
        answer = answer_of(raw(post(b"content-encoding: " + encoding, END)), encoding)
        need(answer.status == 415 and answer.codes == ["UNSUPPORTED_MEDIA_TYPE"], encoding, answer.body)
    named = answer_of(raw(post(b"content-encoding: nope", END))).headers.get("accept-encoding", "gzip")
    need(named.replace(" ", "") == "gzip", "Accept-Encoding names what is refused:", named)


@check("strict: names of encodings have no case (RFC 9110, 8.4.1)")
def gzip_forms():
    for name in [b"gzip", b"GZIP", b"x-gzip"]:
        is_served(raw(post(b"content-encoding: " + name, END, body=gzip.compress(BODY))), name)


@check("strict: a method that is not allowed is refused in GraphQL, with its code")
def methods():
    for method in ["PUT", "DELETE", "PATCH", "TRACE"]:
        answer = send(method, headers={})
        need(answer.status == 405 and "POST" in answer.headers.get("allow", ""), method, answer.status)
        need(answer.codes == ["METHOD_NOT_ALLOWED"], method, answer.body)


@check("strict: HTTP/1.1 without Host, or with two, is refused (RFC 9112, 3.2)")
def host():
    for lines in [b"", b"host: a\r\nhost: b\r\n", b"host: a b/c\r\n"]:
        heard = raw(b"GET /graphql?query=%7B__typename%7D HTTP/1.1\r\n" + lines + END + b"\r\n")
        need(status_of(heard) == 400, lines, heard[:200])


@check("strict: an id that a caller chose comes back short, or not at all")
def request_id():
    answer = send(body=BODY, headers={"content-type": "application/json", "x-request-id": "y" * 50_000})
    length = len(answer.headers.get("x-request-id", ""))
    need(length <= 200, "x-request-id has", length, "letters, and stands in the log twice")


if __name__ == "__main__":
    main()
