"""What schemathesis cannot know: who asks, which ids there are, and what not to do to oneself.

Whoever signs out, or takes their own account away, hears the same refusal from then on, and
nothing more is learned. What was answered is counted, so that this would be noticed.
"""

import atexit
import collections
import itertools
import json
import os
import re
import uuid
from pathlib import Path

import schemathesis

WORLD = json.loads(Path(os.environ["RAJUT_FUZZ_WORLD"]).read_text())
# One in so many ids stays as it was made up.
STRANGE = 4
ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
# Which noun an id in a path is of, by a part of the path; the first that fits.
NOUNS = [
    ("/payment/plan/", "plan"),
    ("/payments/unmatched/", "unmatched"),
    ("/slip/", "slip"),
    ("/payment/", "payment"),
    ("/invoice/", "invoice"),
    ("templates/", "template"),
    ("/produkpost/", "product"),
    ("/users/", "user"),
    ("/sessions/", "session"),
    ("/alerts/", "alert"),
    ("", "order"),
]
# Which noun a field names.
FIELDS = {
    "invoice_id": "invoice",
    "invoice_code": "invoice_code",
    "invoice": "invoice",
    "payment_id": "payment",
    "order_id": "order",
    "order": "order",
    "to_order": "order_code",
    "order_code": "order_code",
    "template_id": "template",
}
turn = itertools.count()
# How often each operation was answered what.
seen = collections.defaultdict(collections.Counter)


def real(noun):
    """Something that is there, another one each time; nothing now and then."""
    number = next(turn)
    known = WORLD[noun]
    if not known or number % STRANGE == 0:
        return None
    return known[number % len(known)]


def is_well_formed(value):
    """Whether it could have been something that is there: what is flawed stays flawed."""
    return isinstance(value, int) or (isinstance(value, str) and bool(ID.fullmatch(value)))


def settle(fields):
    """Puts what is there into fields that name something."""
    for name, noun in FIELDS.items():
        value = fields.get(name)
        is_code = isinstance(value, str) and value.startswith(("ORD-", "INV-"))
        if is_code or (is_well_formed(value) and not isinstance(value, int)):
            fields[name] = real(noun) or value
    ids = fields.get("order_ids")
    if isinstance(ids, list) and ids and all(map(is_well_formed, ids)):
        fields["order_ids"] = [real("order") or it for it in ids]


@schemathesis.hook
def before_call(context, case, kwargs):
    """Signs the caller in, and has them ask about what is there."""
    path = case.operation.path
    # Whoever goes out does so with a sign-in nobody needs.
    token = WORLD["token"]
    if path.endswith("/logout/"):
        token = WORLD["spare"].pop() if WORLD["spare"] else None
    if token:
        case.headers = {**(case.headers or {}), "Authorization": f"Bearer {token}"}

    if path.endswith("/webhook/xendit/") and next(turn) % STRANGE:
        case.headers = {**(case.headers or {}), "X-Callback-Token": WORLD["provider"]}

    places = case.path_parameters or {}
    if path.startswith("/media/") and next(turn) % STRANGE:
        file = dict(zip(["kind", "year", "month", "day", "name"], WORLD["file"][0], strict=True))
        places.update(file)
    if is_well_formed(places.get("id")):
        noun = next(noun for part, noun in NOUNS if part in path)
        places["id"] = real(noun) or places["id"]
        if noun == "user" and places["id"] == WORLD["own"]:
            places["id"] += 1
        # Ids of earlier answers come back here, that of the caller's own sign-in among them.
        if noun == "session" and places["id"] not in WORLD["session"]:
            places["id"] = str(uuid.uuid4())
    if isinstance(places.get("invoice_code"), str) and places["invoice_code"].startswith("INV-"):
        places["invoice_code"] = real("invoice_code") or places["invoice_code"]
    for fields in (case.query, case.body):
        if isinstance(fields, dict):
            settle(fields)


@schemathesis.hook
def after_call(context, case, response):
    """Counts an answer, unless the method was another one than the operation's."""
    method = case.operation.method.upper()
    if case.method.upper() == method:
        seen[f"{method} {case.operation.path}"][response.status_code] += 1


@atexit.register
def tell():
    """Hands the counts to whoever started this."""
    Path(os.environ["RAJUT_FUZZ_SEEN"]).write_text(json.dumps(seen))
