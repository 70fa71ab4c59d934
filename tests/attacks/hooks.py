"""What schemathesis verifies of each answer to a document that it made from the schema.

Its own check takes a code that it does not know, such as INVALID_CURSOR, for a fault of the
server; this one knows the codes of the README, and also refuses those of a failing upstream.
"""

from base64 import b64encode

import schemathesis
from hypothesis import strategies
from schemathesis.graphql import nodes

from target import Answer, Wrong

# A scalar that schemathesis does not know. The bytes of a file, and text that is no Base64.
schemathesis.graphql.scalar(
    "Base64",
    strategies.one_of(
        strategies.binary(max_size=200).map(lambda content: b64encode(content).decode()),
        strategies.text(max_size=20),
    ).map(nodes.String),
)


@schemathesis.check
def answers(ctx, response, case):
    headers = {name.lower(): ", ".join(values) for name, values in response.headers.items()}
    try:
        Answer(response.status_code, headers, response.content, str(case.body)).json
    except Wrong as wrong:
        raise AssertionError(str(wrong)) from wrong
