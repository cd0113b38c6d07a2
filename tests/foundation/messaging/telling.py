"""What arrives when a carrier tells us something: as it is, forged, and written anew."""

import dataclasses
import json
from typing import Any
from urllib.parse import parse_qsl, urlencode

from foundation.messaging import Callback
from rollcall.servers.stand_ins import Post
from tests.foundation.messaging.carriers import NUMBER, REPLIES, Carrier

OURS = "+447700900900"


def callback(post: Post, **changed: Any) -> Callback:
    """What arrives of a carrier's request."""
    headers = {name.lower(): value for name, value in post.headers.items()}
    return dataclasses.replace(Callback(post.address, headers, post.body), **changed)


def reply(carrier: Carrier, text: str, sender: str = NUMBER) -> Post:
    carrier.server.replies_to = REPLIES
    return carrier.server.reply(sender, OURS, text)


def read(carrier: Carrier, post: Post, **changed: Any) -> Any:
    """The one event in it."""
    (event,) = carrier.gateway.read_callback(callback(post, **changed))
    return event


def rewritten(post: Post) -> bytes:
    """The same said in another order and spelling, as whoever parses a body and writes it again does."""
    if post.body.startswith(b"{"):
        return json.dumps(dict(reversed(json.loads(post.body).items())), indent=1).encode()
    return "&".join(
        f"{name}={''.join(f'%{byte:02x}' for byte in value.encode())}"
        for name, value in reversed(parse_qsl(post.body.decode(), keep_blank_values=True))
    ).encode()


def fields_of(post: Post) -> dict[str, str]:
    """The fields of a form of Twilio's."""
    return dict(parse_qsl(post.body.decode(), keep_blank_values=True))


def retold(carrier: Carrier, post: Post, **fields: str) -> Any:
    """The event of the same form with other fields, signed by Twilio itself."""
    told = fields_of(post) | fields
    headers = {"x-twilio-signature": carrier.server.signature(post.address, told)}
    return read(carrier, post, body=urlencode(told).encode(), headers=headers)
