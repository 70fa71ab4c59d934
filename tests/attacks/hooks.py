"""What schemathesis verifies of each answer to a document that it made from the schema.

Its own check takes a code that it does not know, such as INVALID_CURSOR, for a fault of the
server; this one knows the codes of the README, and also refuses those of a failing upstream.
"""

import schemathesis

from target import Answer, Wrong


@schemathesis.check
def answers(ctx, response, case):
    headers = {name.lower(): ", ".join(values) for name, values in response.headers.items()}
    try:
        Answer(response.status_code, headers, response.content, str(case.body)).json
    except Wrong as wrong:
        raise AssertionError(str(wrong)) from wrong
