"""Django Channels on uvicorn, with a Redis layer."""

import os
from urllib.parse import parse_qs

import django
import uvicorn
from channels.generic.http import AsyncHttpConsumer
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.layers import get_channel_layer
from channels.routing import ProtocolTypeRouter
from django.conf import settings

GROUP = "all"

settings.configure(
    SECRET_KEY="only for a bench",
    CHANNEL_LAYERS={
        "default": {
            "BACKEND": "channels_redis.core.RedisChannelLayer",
            # The default capacity of 100 drops the rest of a burst without a word.
            "CONFIG": {"hosts": [os.environ["REDIS_URL"]], "capacity": 100_000},
        }
    },
)
django.setup()


class Reader(AsyncWebsocketConsumer):
    groups = [GROUP]

    async def told(self, event):
        await self.send(text_data=event["text"])


class Burst(AsyncHttpConsumer):
    async def handle(self, body):
        query = parse_qs(self.scope["query_string"].decode())
        layer = get_channel_layer()
        for _ in range(int(query["frames"][0])):
            await layer.group_send(GROUP, {"type": "told", "text": body.decode()})
        await self.send_response(200, b"sent")


class Announced(uvicorn.Server):
    async def startup(self, sockets=None):
        await super().startup(sockets)
        print("ready", flush=True)


application = ProtocolTypeRouter({"http": Burst.as_asgi(), "websocket": Reader.as_asgi()})

if __name__ == "__main__":
    config = uvicorn.Config(
        application,
        host="127.0.0.1",
        port=int(os.environ["PORT"]),
        log_level="warning",
        lifespan="off",
        ws_per_message_deflate=False,
        ws_ping_interval=None,
        backlog=4096,
    )
    Announced(config).run()
