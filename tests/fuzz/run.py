"""Holds a running server against its own contract, as each kind of caller.

Starts the server given on the command line with the demo workshop in a temporary folder and
stand-ins for all providers, then has schemathesis ask everything `/openapi.json` describes.
A fresh server for every role, so that what one of them breaks is not another's excuse. Ends
with 1 when any answer was a fault of ours, or off its description.
"""

import argparse
import collections
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

HERE = Path(__file__).parent
ROLES = ["owner", "production", "viewer", "stranger"]
PASSWORD = "benang merah"
# How the payment provider proves itself.
PROVIDER = "kabar dari penyedia"
# What an answer is held against. Whether a request should have been refused is a matter of
# our own tests: a number in a text is welcome here, for one.
CHECKS = [
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
]
# It has no end; the tests of sockets read it.
ENDLESS = "/api/v1/stream/orders/"
START_SECONDS = 60
# The share of answers that say "sign in" from which on nothing is learned any more.
LOCKED_OUT = 0.1
# Sign-ins that may be ended, because nobody goes on with them.
SPARE_SIGN_INS = 40


class Server:
    """A server with the demo workshop, and somebody signed in as its owner."""

    def __init__(self, command, folder):
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        self.base = f"http://127.0.0.1:{port}"
        self.log = Path(folder, "server.log").open("w+")
        self.child = subprocess.Popen(
            command,
            stdout=self.log,
            stderr=subprocess.STDOUT,
            env=os.environ
            | {
                "BIND_ADDR": f"127.0.0.1:{port}",
                "DATABASE_URL": f"surrealkv://{folder}/store",
                "RATE_LIMITS": "off",
                "XENDIT_WEBHOOK_TOKEN": PROVIDER,
                "RUST_LOG": "warn",
            },
        )
        self.wait()
        self.token = self.sign_in("admin", "password123")

    def wait(self):
        """Waits until it answers."""
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until and self.child.poll() is None:
            try:
                with urllib.request.urlopen(f"{self.base}/readyz"):
                    return
            except OSError:
                time.sleep(0.1)
        self.stop()
        sys.exit(f"the server did not start:\n{self.told()}")

    def ask(self, method, path, body=None, token=None):
        """Asks something that has to be answered."""
        request = urllib.request.Request(f"{self.base}{path}", method=method)
        request.add_header("Content-Type", "application/json")
        if token:
            request.add_header("Authorization", f"Bearer {token}")
        data = None if body is None else json.dumps(body).encode()
        try:
            with urllib.request.urlopen(request, data) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            sys.exit(f"{method} {path} was answered {error.code}: {error.read().decode()}")

    def own(self, method, path, body=None):
        """Asks something as the owner."""
        return self.ask(method, f"/api/v1{path}", body, self.token)

    def hand_in(self, path, fields, field):
        """Sends a form with a paper as the owner."""
        parts = [f'name="{name}"\r\n\r\n{value}' for name, value in fields.items()]
        parts.append(f'name="{field}"; filename="kertas.pdf"\r\n\r\n%PDF-1.4\n%%EOF\n')
        lines = [f"--garis\r\nContent-Disposition: form-data; {part}\r\n" for part in parts]
        request = urllib.request.Request(f"{self.base}/api/v1{path}", method="POST")
        request.add_header("Content-Type", "multipart/form-data; boundary=garis")
        request.add_header("Authorization", f"Bearer {self.token}")
        with urllib.request.urlopen(request, ("".join(lines) + "--garis--\r\n").encode()) as answer:
            return json.load(answer)

    def sign_in(self, username, password=PASSWORD):
        """The token of an account."""
        body = {"username": username, "password": password}
        return self.ask("POST", "/api/v1/auth/login/", body)["access"]

    def told(self):
        """What it has logged."""
        self.log.seek(0)
        return self.log.read()

    def stop(self):
        """Stops it; what it kept goes with its folder."""
        self.child.terminate()
        try:
            self.child.wait(30)
        except subprocess.TimeoutExpired:
            self.child.kill()
            self.child.wait()


def hire(server, username, role):
    """Makes an account."""
    body = {"username": username, "password": PASSWORD, "role": role, "email": f"{username}@contoh.id"}
    return server.own("POST", "/admin/users/", body)["id"]


def world(server, role):
    """Who asks, and what there is to be asked about: random ids alone would find nothing."""

    def listed(path, name="id"):
        page = server.own("GET", f"{path}?page_size=100")
        return [it[name] for it in page["results"]]

    own = hire(server, "penguji", role) if role != "stranger" else None
    others = [hire(server, f"staf{number}", "viewer") for number in range(3)]
    guest = hire(server, "tamu", "viewer")
    for _ in range(SPARE_SIGN_INS // 2):
        server.sign_in("tamu")
    sessions = server.own("GET", f"/auth/sessions/?user={guest}&page_size=100")["results"]
    spare = [server.sign_in("penguji") for _ in range(SPARE_SIGN_INS)] if own else []

    order = {
        "customer_name": "Kedai Kopi Senja",
        "product_name": "Kaos sablon",
        "quantity": 24,
        "total_price": "2400000",
        "payment_type": "full",
        "contact_information": "081234567890",
    }
    planned = server.own("POST", "/order/", order)["order"]
    plan = {"order_id": planned["id"], "plan": "equal", "count": 3}
    plan = server.own("POST", "/payment/create-plan/", plan)["plan"]
    drawn = server.hand_in("/order/", order, "design")
    slip = {
        "invoice_id": drawn["invoice"]["id"],
        "transfer_amount": "1000000",
        "transfer_date": drawn["order"]["created_at"],
        "bank_name": "BCA",
        "account_name": "Kedai Kopi Senja",
    }
    slip = server.hand_in("/payment/verify-manual/", slip, "bank_statement")
    return {
        "own": own,
        "provider": PROVIDER,
        "token": server.sign_in("penguji") if own else None,
        "spare": spare,
        "order": listed("/order/"),
        "order_code": listed("/order/", "order_code"),
        "invoice": listed("/invoice/"),
        "invoice_code": listed("/invoice/", "invoice_code"),
        "payment": listed("/payment/"),
        "slip": [slip["payment"]["id"]],
        "file": [drawn["order"]["design"].split("/media/")[1].split("/")],
        "plan": [plan["id"]],
        "template": [it["id"] for it in server.own("GET", "/admin/templates/")],
        "product": listed("/produkpost/"),
        "user": [*others, guest],
        "session": [it["id"] for it in sessions],
        "alert": listed("/admin/security/alerts/"),
        "unmatched": listed("/admin/payments/unmatched/"),
    }


def is_telling(seen, role):
    """Says what was answered how often; whether the caller was heard until the end."""
    counts = collections.Counter()
    for answers in seen.values():
        counts.update(answers)
    good = [operation for operation, answers in seen.items() if any(it < "300" for it in answers)]
    told = ", ".join(f"{status}: {count}" for status, count in sorted(counts.items()))
    print(f"{sum(counts.values())} answers ({told}); {len(good)} of {len(seen)} operations said yes")
    if role == "owner":
        print("never a yes:", ", ".join(sorted(set(seen) - set(good))) or "none")
    if role != "stranger" and counts["401"] > sum(counts.values()) * LOCKED_OUT:
        print("whoever asked was locked out:")
        for operation, answers in seen.items():
            print(f"  {operation} {answers}")
        return False
    return True


def fuzz(command, role, examples, extra):
    """Asks everything as somebody of that role; whether all was well."""
    with tempfile.TemporaryDirectory(prefix="rajut-fuzz-") as folder:
        server = Server(command, folder)
        try:
            known, seen = Path(folder, "world.json"), Path(folder, "seen.json")
            known.write_text(json.dumps(world(server, role)))
            print(f"\n== as {role} ==", flush=True)
            done = subprocess.run(
                [
                    Path(sys.executable).with_name("st"),
                    "run",
                    f"{server.base}/openapi.json",
                    f"--checks={','.join(CHECKS)}",
                    "--phases=examples,coverage,fuzzing",
                    f"--max-examples={examples}",
                    f"--exclude-path={ENDLESS}",
                    "--continue-on-failure",
                    "--suppress-health-check=all",
                    "--request-timeout=20",
                    "--warnings=off",
                    *extra,
                ],
                cwd=folder,
                env=os.environ
                | {
                    "SCHEMATHESIS_HOOKS": "hooks",
                    "PYTHONPATH": str(HERE),
                    "RAJUT_FUZZ_WORLD": str(known),
                    "RAJUT_FUZZ_SEEN": str(seen),
                },
                check=False,
            )
            heard = is_telling(json.loads(seen.read_text()), role)
            well = done.returncode == 0 and heard
            if server.child.poll() is not None:
                print("the server has ended by itself")
                well = False
            if not well:
                print(server.told()[-20_000:])
            return well
        finally:
            server.stop()


def main():
    """Reads the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=int, default=20, help="of each operation, at most")
    parser.add_argument("--role", choices=ROLES, action="append", help="all of them if not said")
    parser.add_argument("--st", action="append", default=[], help="an argument for schemathesis")
    parser.add_argument("command", nargs="+", help="starts the server")
    given = parser.parse_args()
    failed = [
        role
        for role in given.role or ROLES
        if not fuzz(given.command, role, given.examples, given.st)
    ]
    if failed:
        sys.exit(f"not as the contract says, as {', '.join(failed)}")
    print("all as the contract says")


if __name__ == "__main__":
    main()
