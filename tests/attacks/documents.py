"""Documents and bodies that are deep, wide, cyclic or doubled: refused, or answered as others are."""

import json

from target import aliases, ask, check, main, need, post, send

DEEP, COMPLEX = "QUERY_TOO_DEEP", "QUERY_TOO_COMPLEX"
SAVE = 'createContact(input: {lastName: "x"}) { outcome }'
PARSE, INVALID = "GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED"


@check("documents: aliases beyond the limits are refused, those within are answered")
def many_aliases():
    ask(f"{{ {aliases('__typename', 51)} }}", code=COMPLEX)
    ask(f"{{ {aliases('contacts { totalCount }', 51)} }}", code=COMPLEX)
    ask(f"mutation {{ {aliases(SAVE, 51)} }}", code=COMPLEX)
    ask(f"{{ account {{ {aliases('name', 6000)} }} }}", code=COMPLEX)
    need("errors" not in ask(f"{{ account {{ {aliases('name', 4000)} }} }}").json)
    need("errors" not in ask(f"{{ contacts(first: 2) {{ nodes {{ {aliases('id', 4000)} }} }} }}").json)
    ask(f"{{ account {{ {'name ' * 4900} }} }}")
    ask(f"{{ {'contacts(first: 1) { totalCount } ' * 45} }}")
    ask("{ " + "account { name } " * 3000 + "}", code=COMPLEX)


@check("documents: directives by the thousand are answered")
def many_directives():
    for directive, most in [("@skip(if: false)", 2000), ("@include(if: $x)", 2000), ("@nope", 6000), ("@skip", 6000)]:
        for place in ["{ __typename %s }", "{ account { name %s } }", "query($x: Boolean = true) %s { __typename }",
                      "{ ...F %s } fragment F on Query { __typename }", "{ ... %s { __typename } }",
                      "query($x: Boolean = true %s) { __typename @skip(if: $x) }"]:
            ask(place % ((directive + " ") * most))
    ask("{ account " + "@skip(if: false) " * 9000 + "{ name } }", code=COMPLEX)


@check("documents: fragments in circles, chains and fans")
def fragments():
    on = lambda at, body: f"fragment F{at} on Query {{ {body} }} "
    ring = lambda size: "{ ...F0 } " + "".join(on(at, f"...F{(at + 1) % size}") for at in range(size))
    for size in [1, 2, 20, 1000]:
        ask(ring(size), code=INVALID)
    ask("{ ...F0 } " + on(0, "... { ... on Query { ...F0 } }"), code=INVALID)
    ask("{ __typename } " + on(0, "...F1") + on(1, "...F0"), code=INVALID)
    ask("{ ...F0 } " + "".join(on(at, f"...F{at + 1}") for at in range(1000)) + on(1000, "__typename"), code=DEEP)
    fan = lambda links, times: "{ ...F0 } " + "".join(
        on(at, f"...F{at + 1} " * times) for at in range(links)) + on(links, "__typename")
    for links, times in [(20, 2), (27, 10), (4, 20), (27, 100)]:
        ask(fan(links, times), code=COMPLEX)
    ask("{ __typename } " + "".join(on(at, "__typename") for at in range(1800)), code=INVALID)
    ask("{ ...F0 } " + on(0, "__typename") * 1500)
    ask("{ " + "...Nothing " * 3000 + "}", code=INVALID)
    wide = "fragment F on Contact { " + aliases("id", 4000) + " } "
    ask(wide + "{ contacts(first: 1) { nodes { " + "...F } } }")
    ask(wide + "{ contacts(first: 1) { nodes { " + "...F " * 2 + "} } }", code=COMPLEX)


@check("documents: selections, inline fragments, unclosed brackets, thousands deep")
def deep_selections():
    for levels in [31, 60, 64, 65, 1000, 50_000]:
        for opening, closing in [("{a", "}"), ("{... on Query", "}"), ("{...", "}"), ("{a(b: 1) @c", "}"), ("{a", ""), ("{", "}")]:
            answer = ask(opening * levels + (" x" if closing else "") + closing * levels)
            need(answer.codes[:1] in ([DEEP], [PARSE]), opening, levels, answer.body)
    ask("{a" * 31 + "}" * 31, code=DEEP)
    company = "contacts(first: 1) { nodes { " + "company { " * 26 + "id" + " }" * 28
    ask("{ " + company + " }")


@check("documents: what a string without an end would hide")
def hidden():
    for opening in ['[""" "', '["x\n" ', '"""x', '["""\\"""']:
        for n in [100, 3000, 50_000]:
            ask("{contacts(after:" + opening + "[" * n + "]" * n + "]){totalCount}}", code=PARSE)
        ask('{contacts(after:' + opening + ']){nodes{' + "id " * 100_000 + "}}}", code=PARSE)


@check("documents: lists and objects in values, thousands deep")
def deep_literals():
    for levels in [20, 60, 65, 2000, 100_000]:
        for opening, closing in [("[", "]"), ("{a: ", "}"), ("[{a: ", "}]"), ("[", ""), ("{a: ", "")]:
            value = opening * levels + ("1" if closing else "") + closing * levels
            for place in ["{ contacts(filter: %s) { totalCount } }", "query($x: ContactFilter = %s) { __typename }",
                          "{ __typename @include(if: %s) }", "query @skip(if: %s) { __typename }"]:
                answer = ask(place % value)
                need(levels < 65 or answer.codes[0] in (DEEP, COMPLEX), place, levels, answer.body)


@check("documents: types of variables, thousands deep")
def deep_types():
    for levels in [1, 30, 61, 65, 2000, 100_000]:
        for bang in ["", "!"]:
            for close in [f"]{bang}", ""]:
                answer = ask(f"query($x: {'[' * levels}Int{bang}{close * levels}) {{ __typename }}")
                need(levels < 65 or answer.codes[0] in (DEEP, COMPLEX), levels, answer.body)
                nested = json.loads("[" * min(levels, 100) + "1" + "]" * min(levels, 100))
                ask(f"query($x: {'[' * levels}Int{bang}{close * levels}) {{ contacts(first: $x) {{ totalCount }} }}", {"x": nested})
    ask("query($x: Int" + "!" * 10_000 + ") { __typename }", code=PARSE)


@check("documents: JSON thousands deep is no JSON here, some levels are")
def deep_json():
    query = json.dumps("query($x: ContactFilter) { contacts(filter: $x) { totalCount } }")
    for levels in [10, 100, 120, 130, 5000, 200_000]:
        for opening, closing in [("[", "]"), ('{"custom":', "}"), ('[{"a":', "}]"), ("[", "")]:
            value = opening * levels + ("1" if closing else "") + closing * levels
            for body in [f'{{"query":{query},"variables":{{"x":{value}}}}}', value, f'{{"query":{query},"extensions":{value}}}']:
                answer = send(body=body)
                answer.json
                need(levels < 130 or answer.codes[0] in ("BAD_REQUEST", "PAYLOAD_TOO_LARGE"), levels, answer.body)


@check("documents: strings, names and comments of a megabyte")
def huge():
    most = 900_000
    for query in ['{ __type(name: "%s") { name } }', '{ __type(name: """%s""") { name } }', "{ %s }", "query %s { __typename }",
                  "#%s\n{ __typename }", "{ __typename } fragment %s on Query { __typename }", "{ %s: __typename }",
                  "query($%s: Int) { __typename }", "{ __typename @%s }", "{ contacts(%s: 1) { totalCount } }",
                  "{ contacts(filter: {%s: 1}) { totalCount } }", "{ contacts(first: %s) { totalCount } }"]:
        answer = ask(query % ("a" * most))
        need(len(answer.body) < 4 * most, query, len(answer.body))
        ask(query % ("1" * (most // 3)))
        ask(query % ('\\"' * 1000), operationName="a" * 100_000)
    for text in [" ", ",", "\n", "\ufeff", "#\n", '""', "\\"]:
        ask(text * (most // max(6, len(json.dumps(text)))))
    answer = send(body=json.dumps({"query": "{ __typename } #" + "x" * (1 << 20)}))
    need(answer.status == 413 and answer.codes == ["PAYLOAD_TOO_LARGE"], answer.body)


@check("documents: a thousand operations")
def operations():
    many = " ".join(f"query Q{at} {{ __typename }}" for at in range(2500))
    need("errors" not in ask(many, operationName="Q7").json)
    ask(many, code="OPERATION_RESOLUTION_FAILURE")
    ask(many, operationName="nope", code="OPERATION_RESOLUTION_FAILURE")
    ask("{ __typename } " * 3000)
    ask("query A { __typename } " * 2500, operationName="A")
    ask("subscription { a } " * 2000)
    wide = "fragment F on Contact { " + aliases("id", 2400) + " } "
    for at in [1, 100, 500]:
        ask(wide + " ".join(f"query Q{n} {{ contacts {{ nodes {{ ...F }} }} }}" for n in range(at)) + " query Z { __typename }",
            operationName="Z")


@check("documents: a thousand variables, arguments, keys", memory_limit=192)
def variables():
    names = [f"v{at}" for at in range(2400)]
    defined = ", ".join(f"${name}: Int" for name in names)
    ask(f"query({defined}) {{ __typename }}", {name: 1 for name in names}, code=INVALID)
    ask(f"query({defined}) {{ __typename }}", code=INVALID)
    ask(f"query({', '.join('$x: Int' for _ in names)}) {{ contacts(first: $x) {{ totalCount }} }}")
    ask("query($x: Int) { contacts(" + "first: $x " * 3000 + ") { totalCount } }")
    ask("{ contacts(" + " ".join(f"a{at}: 1" for at in range(4500)) + ") { totalCount } }")
    ask("{ contacts(filter: {" + " ".join(f"a{at}: 1" for at in range(4500)) + "}) { totalCount } }")
    ask("query($f: ContactFilter) { contacts(filter: $f) { totalCount } }", {"f": {f"a{at}": 1 for at in range(50_000)}})
    ask("query($x: Int) { contacts(first: $x) { totalCount } }", {f"a{at}": at for at in range(50_000)})
    ask("query($e: [String!]) { contacts(filter: {custom: {field_996_0_8: [{in: $e}]}}) { totalCount } }",
        {"e": [f"س{at}" for at in range(30_000)]})
    ask("query($e: [TextTest!]) { contacts(filter: {custom: {field_996_0_8: $e}}) { totalCount } }",
        {"e": [{"startsWith": "کي" * 3}] * 8000})
    ask("mutation($e: [SaveContactInput!]!) { saveContacts(inputs: $e) { outcome } }", {"e": [{"create": {"lastName": "x"}}] * 20_000})
    ask("mutation($e: [SaveContactInput!]!) { saveContacts(inputs: $e) { outcome } }", {"e": [{}] * 100_000})


@check("documents: introspection that goes round and round")
def introspection():
    of_type = "ofType { " * 24 + "name" + " }" * 24
    ask(f"{{ __schema {{ types {{ fields {{ type {{ {of_type} }} }} }} }} }}")
    ask("{ __schema { types { " + "fields { type { " * 12 + "name" + " } }" * 12 + " } } }")
    ask("{ __schema { types { " + "possibleTypes { interfaces { " * 12 + "name" + " } }" * 12 + " } } }")
    ask("{ __schema { types { " + "inputFields { type { ofType { ofType { " * 6 + "name" + " } } } }" * 6 + " } } }")
    ask("{ " + aliases('__type(name: "Contact") { fields { name type { fields { name } } } }', 50) + " }")
    ask("{ " + aliases("__schema { types { name fields { name args { name } } } }", 50) + " }")
    ask("{ __schema { ...S } } fragment S on __Schema { types { ...T } } fragment T on __Type { fields { type { ...T } } }", code=INVALID)
    doubled = "".join(f"fragment T{at} on __Type {{ a: ofType {{ ...T{at + 1} }} b: ofType {{ ...T{at + 1} }} }} " for at in range(13))
    ask("{ __schema { types { ...T0 } } } " + doubled + "fragment T13 on __Type { name }", code=COMPLEX)


@check("documents: batches and JSON with equal keys")
def batches():
    one = {"query": "{ __typename }"}
    for body in [[], [one], [one] * 1000, [[one]], [None], [{}] * 100_000, [[]] * 1000]:
        answer = post(body)
        need(answer.status in (400, 413) and answer.codes[0] in ("BAD_REQUEST", "PAYLOAD_TOO_LARGE"), answer.body)
    pairs = ['"query":"{ __typename }"', '"query":"{ nope }"', '"query":null', '"query":1', '"variables":{"a":1,"a":2}', '"variables":null']
    for first in pairs:
        for second in pairs:
            send(body="{" + first + "," + second + "}").json
    send(body="{" + ",".join(['"query":"{ __typename }"'] * 30_000) + "}").json
    ask("{ contacts(filter: {email: \"a\", email: \"b\"}) { totalCount } }", code=INVALID)


if __name__ == "__main__":
    main()
