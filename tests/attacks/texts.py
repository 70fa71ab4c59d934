"""Odd characters and numbers in names, strings, variables, cursors, keys, phone numbers, ids."""

import base64
import hashlib
import json

from target import ask, check, main, need, post, send

ODD = ["\ud800", "\udfff\ud800", "\x00", "a\x00b", "\u200f\u202e\u2066x", "\ufeff", "\uffff", "\U0010ffff",
       "e\u0301" * 50, "ﷺ" * 50, "\u0660\u06f1\uff12", "\x1b[31m\r\n\x7f\x85\u2028", "%00%n%s../..\\", "'\"`;--<x>${7*7}"]
QUERIES = {
    "keywords": "query($x: String) { contacts(filter: {keywords: $x}) { totalCount } }",
    "a text test": "query($x: String!) { contacts(filter: {custom: {field_996_0_8: [{startsWith: $x}]}}) { totalCount } }",
    "an e-mail": "query($x: String) { contacts(filter: {email: $x}) { totalCount } }",
    "a cursor": "query($x: String) { contacts(after: $x) { totalCount } }",
    "a cursor before": "query($x: String) { contacts(last: 1, before: $x) { nodes { id } } }",
    "a phone": "query($x: String!) { contactsByPhone(phone: $x) { id } }",
    "an id": "query($x: ID!) { contact(id: $x) { id } node(id: $x) { id } }",
    "a date": "query($x: DateTime) { contacts(filter: {registeredAt: {from: $x}}) { totalCount } }",
    "a day": "query($x: JalaliDate) { contacts(filter: {registeredOn: {to: $x}}) { totalCount } }",
    "a key": "query($x: String!) { contacts(filter: {customFields: [{key: $x, anyOf: [{isSet: true}]}]}) { totalCount } }",
    "a type's name": "query($x: String!) { __type(name: $x) { name } }",
    "an idempotency key": "mutation($x: String) { createContact(input: {lastName: \"k\"}, idempotencyKey: $x) { outcome } }",
    "a name": "mutation($x: String) { createContact(input: {lastName: $x, email: $x, mobilePhone: $x}) { outcome } }",
    "a match": "mutation($x: String!) { upsertContact(match: {mobilePhone: $x}, input: {lastName: \"m\"}) { outcome } }",
    "a patch": "mutation($x: ID!) { updateContact(id: $x, patch: {email: null}) { outcome } }",
}


@check("texts: odd characters in every variable are answered")
def variables():
    for query in QUERIES.values():
        for odd in ODD:
            ask(query, {"x": odd})


@check("texts: long ones too")
def long():
    for query in QUERIES.values():
        for unit, count in [("9", 200_000), ("ی", 100_000), ("\x00", 20_000), ("{", 50_000)]:
            ask(query, {"x": unit * count})


@check("texts: odd characters in a document, its operation's name, its parameters")
def documents():
    for odd in ODD:
        for query in [f'{{ __type(name: "{odd}") {{ name }} }}', f"query {odd} {{ __typename }}",
                      f"{{ {odd}: __typename }}", f"# {odd}\n{{ __typename }}", f"query(${odd}: Int) {{ __typename }}",
                      f'{{ __type(name: """{odd}""") {{ name }} }}', f"{{ __typename }} {odd}"]:
            ask(query)
        ask("query A { __typename }", operationName=odd)
        ask("{ __typename }", {odd: odd})
        post({"extensions": {"persistedQuery": {"sha256Hash": odd}}})
        post({"documentId": odd, odd: odd})
    for escape in ["\\uD800", "\\uDFFF\\uD800", "\\u0000", "\\u{110000}", "\\u{0}", "\\u12", "\\x", "\\"]:
        ask(f'{{ __type(name: "{escape}") {{ name }} }}')


@check("texts: lone surrogates and NUL as JSON escapes are answered, bytes that are no UTF-8 refused")
def encodings():
    for escape in [r"\ud800", r"\udc00\ud800", r"\u0000", r"\ud83d\ude00"]:
        for body in [f'{{"query":"{{ __typename }} #{escape}"}}',
                     f'{{"query":"query($x: ID!) {{ contact(id: $x) {{ id }} }}","variables":{{"x":"{escape}","{escape}":1}}}}']:
            send(body=body).json
    for broken in [b"\xff", b"\xc0\x80", b"\xed\xa0\x80", b"\xf5\x80\x80\x80", b"\xe2\x82"]:
        answer = send(body=b'{"query":"{ __typename } #' + broken + b'"}')
        need(answer.status == 400 and answer.codes == ["BAD_REQUEST"], broken, answer.body)


@check("texts: numbers of any size are answered")
def numbers():
    sizes = ["0", "-0", "-1", "101", "2147483648", "-2147483649", "9223372036854775808", "1e308", "-1e308",
             "1e400", "1" * 400, "0.1e-400", "1.0", "5e-324", "9007199254740993"]
    for number in sizes:
        for query in [f"{{ contacts(first: {number}) {{ totalCount }} }}", f"{{ contacts(last: {number}) {{ totalCount }} }}",
                      f"{{ contacts(filter: {{custom: {{field_996_12_9: [{{gt: {number}}}]}}}}) {{ totalCount }} }}"]:
            ask(query)
        for query in ["query($n: Int) { contacts(first: $n) { nodes { id } } }",
                      "query($n: Float) { contacts(filter: {custom: {field_996_12_9: [{lt: $n}]}}) { totalCount } }",
                      "mutation($n: Float) { createContact(input: {lastName: \"n\", custom: {field_996_12_9: $n}}) { outcome } }"]:
            send(body='{"query":' + json.dumps(query) + ',"variables":{"n":' + number + "}}").json


@check("texts: cursors that were forged are refused, or are those of a row")
def cursors():
    page = ask("{ contacts(first: 5) { pageInfo { endCursor } } }").json
    cursor = page["data"]["contacts"]["pageInfo"]["endCursor"]
    known = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    forged = [known[:at] + bytes([known[at] ^ 0x81]) + known[at + 1:] for at in range(len(known))]
    forged += [known[:at] for at in range(0, len(known), 5)] + [known * 100]
    # With a right check sum: offsets beyond every list, rows and neighbours that do not exist.
    for offset in [0, 1, 299, 300, 2**31, 2**32 - 1, 2**32, 2**63, 2**64 - 1]:
        for row in [known[9:25], bytes(16), b"\xff" * 16]:
            body = known[:1] + offset.to_bytes(8, "big") + row + known[25:-4]
            forged.append(body + hashlib.sha256(body).digest()[:4])
    for bytes_ in forged:
        text = base64.urlsafe_b64encode(bytes_).rstrip(b"=").decode()
        for window in ["first: 100, after", "last: 100, before"]:
            answer = ask(f"query($x: String) {{ contacts({window}: $x) {{ nodes {{ id }} totalCount }} }}", {"x": text})
            need(set(answer.codes) <= {"INVALID_CURSOR"}, text, answer.body)


@check("texts: many idempotency keys and the same one at once")
def keys():
    save = QUERIES["an idempotency key"]
    for at in range(200):
        ask(save, {"x": f"many-{at}"})
    many = aliases_of_saves(40)
    answer = ask(many)
    need("errors" not in answer.json, answer.body)


def aliases_of_saves(count):
    saves = (f's{at}: createContact(input: {{lastName: "one"}}, idempotencyKey: "same") {{ outcome contact {{ id }} }}'
             for at in range(count))
    return f"mutation {{ {' '.join(saves)} }}"


if __name__ == "__main__":
    main()
