"""A client that somebody else wrote, against our sockets. Falls at the first surprise."""

import json
import os
import urllib.request
from contextlib import contextmanager

from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

BASE = os.environ["RAJUT_URL"]
SOCKETS = BASE.replace("http", "ws", 1)
ORDERS = f"{SOCKETS}/ws/orders/"
NAME, PASSWORD = os.environ["RAJUT_NAME"], os.environ["RAJUT_PASSWORD"]
LONGEST = 64 * 1024
IN_TIME = 20


def ask(method, path, body=None, **headers):
    """Answers the head and the body of what was asked."""
    data = None if body is None else json.dumps(body).encode()
    headers = {"content-type": "application/json"} | headers
    request = urllib.request.Request(BASE + path, data, headers, method=method)
    with urllib.request.urlopen(request, timeout=IN_TIME) as answer:
        text = answer.read()
        return answer.headers, json.loads(text) if text else None


def sign_in():
    """A token, and the cookie that stands for the same sign-in."""
    who = {"username": NAME, "password": PASSWORD}
    head, body = ask("POST", "/api/v1/auth/login/", who)
    cookies = (cookie.split(";")[0] for cookie in head.get_all("set-cookie"))
    return body["access"], next(it for it in cookies if it.startswith("sessionid="))


def hear(socket, kind):
    """The next event, which has to be of a kind."""
    event = json.loads(socket.recv(timeout=IN_TIME))
    assert event["type"] == kind, event
    return event


@contextmanager
def opened(url, **more):
    """A socket that has been greeted, without anything it offered beyond the protocol."""
    with connect(url, proxy=None, max_size=None, **more) as socket:
        greeting = hear(socket, "connection_established")
        assert greeting["session_id"]
        assert socket.protocol.extensions == [], "an offer to compress is passed over"
        assert "Sec-WebSocket-Extensions" not in socket.response.headers
        yield socket


def refused(url, **more):
    """The status with which a handshake is refused, in words of the contract."""
    try:
        connect(url, proxy=None, **more).close()
    except InvalidStatus as refusal:
        body = json.loads(refusal.response.body)
        assert body["error"] and body["error_code"], body
        return refusal.response.status_code
    raise AssertionError(f"{url} let a stranger in")


def closed(socket):
    """The code a socket is closed with, whatever comes before."""
    try:
        while True:
            socket.recv(timeout=IN_TIME)
    except ConnectionClosed as end:
        return end.rcvd.code


token, cookie = sign_in()
bearer = {"subprotocols": ["bearer", token]}
by_cookie = {"additional_headers": {"Cookie": cookie}, "origin": BASE}

# Three ways in, and who offers to compress is let in without.
with opened(ORDERS, compression="deflate", **by_cookie) as socket:
    assert socket.subprotocol is None
with opened(f"{ORDERS}?token={token}", compression="deflate") as socket:
    assert socket.subprotocol is None
with opened(ORDERS, compression=None, **bearer) as socket:
    assert socket.subprotocol == "bearer"
    assert len(socket.response.headers.get_all("Sec-WebSocket-Protocol")) == 1

# Strangers, pages of others, and orders that are not there.
assert refused(ORDERS) == 401
assert refused(ORDERS, subprotocols=["bearer", "nonsense"]) == 401
assert refused(ORDERS, additional_headers={"Cookie": cookie}, origin="https://evil.id") == 403
assert refused(f"{ORDERS}ORD-20250630-A1B/") == 404

with opened(ORDERS, **bearer) as socket, opened(f"{SOCKETS}/ws/notifications/"):
    # Pings of the protocol and of ours, messages in pieces, and what nobody understands.
    assert socket.ping("masih di sana?").wait(IN_TIME)
    socket.send(json.dumps({"type": "ping"}))
    hear(socket, "pong")
    socket.send(['{"ty', 'pe":', '"ping"}'])
    hear(socket, "pong")
    socket.send("x" * LONGEST)
    assert hear(socket, "error")["error_code"] == "UNKNOWN_MESSAGE"
    socket.send(["é" * 16_000, "x"])
    hear(socket, "error")

    # A change, as staff and as the customer hear of it.
    order = {
        "customer_name": "Kedai Kopi Senja",
        "product_name": "Kaos sablon",
        "quantity": 50,
        "total_price": "7500000",
        "payment_type": "full",
        "contact_information": "081234567890",
        "design_notes": "🧵" * 1_000,
    }
    signed = {"authorization": f"Bearer {token}"}
    _, made = ask("POST", "/api/v1/order/", order, **signed)
    created = hear(socket, "order_created")
    assert created["order_id"] == made["order"]["id"]
    assert created["order"]["design_notes"] == order["design_notes"]
    with opened(f"{ORDERS}{created['order_code']}/") as customer:
        path = f"/api/v1/order/{created['order_id']}/"
        ask("PATCH", path, {"quantity": 60}, **signed)
        assert hear(customer, "order_status_update")["order"]["quantity"] == 60
    socket.close(1000, "selesai")
    assert socket.close_code == 1000

# What goes too far is closed, with its number.
with opened(ORDERS, **bearer) as socket:
    socket.send("x" * (LONGEST + 1))
    assert closed(socket) == 1009
with opened(ORDERS, **bearer) as socket:
    try:
        socket.send("x" for _ in range(LONGEST))
    except ConnectionClosed:
        pass
    assert closed(socket) == 1008
with opened(ORDERS, **bearer) as socket:
    socket.send(b"\xc3\x28", text=True)
    assert closed(socket) == 1007

# Whoever signs out is no longer told.
with opened(ORDERS, **by_cookie) as socket, opened(ORDERS, **bearer) as same:
    ask("POST", "/api/v1/auth/logout/", {}, cookie=cookie, **{"sec-fetch-site": "same-origin"})
    assert (closed(socket), closed(same)) == (4401, 4401)

print("heard")
