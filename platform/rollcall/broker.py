"""Redis as Celery's broker, with a door: what nobody of ours put into a queue is set aside, and the worker goes on.

kombu takes whatever lies in a queue for one of its own messages; one that is not ends the worker, and the next worker
too. Here a message is looked at as it comes out of Redis. `kombu.transport.TRANSPORT_ALIASES` leads here, because the
scheme of the broker's URL goes before Celery's `broker_transport`; `rollcall.celery` says so, since this module and
Redis's client are for those processes alone that meet a broker.
"""

import base64
import json
import logging
from typing import Any

import redis as client_of_redis
from kombu.transport import redis

logger = logging.getLogger(__name__)

#: Redis's own list of what was set aside, newest first, and how much there ever was.
SET_ASIDE, COUNT = "rollcall:set-aside", "rollcall:set-aside:count"
#: Messages kept for somebody to look at, for how many seconds after the last, and how many bytes of each.
KEPT, SECONDS, BYTES = 100, 30 * 24 * 60 * 60, 10_000

#: Commands that take a message out of a queue.
_TAKES = ("BRPOP", "RPOP")


def is_message(raw: bytes) -> bool:
    """Whether this is a message as kombu puts it into a queue, as far as kombu itself relies on it."""
    try:
        message = json.loads(raw)
        properties, headers = message["properties"], message.get("headers")
        delivery, body = properties["delivery_info"], message["body"]
        if properties.get("body_encoding") == "base64":
            base64.b64decode(body, validate=True).decode()
        return (
            isinstance(properties["delivery_tag"], str)
            and isinstance(delivery["exchange"], str)
            and isinstance(delivery["routing_key"], str)
            and isinstance(body, str)
            and properties.get("body_encoding") in (None, "base64")
            and isinstance(headers, dict)
            and isinstance(headers.get("task"), str)
            and all(isinstance(message.get(name), str) for name in ("content-type", "content-encoding"))
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return False


class Channel(redis.Channel):
    """Gives the worker messages alone."""

    def _get_client(self) -> Any:
        channel, usual = self, super()._get_client()  # type: ignore[misc]  # the stubs leave it out

        class Client(usual):  # type: ignore[misc,valid-type]
            """Looks at each message as it comes: for one that is none, the queue seems empty."""

            def parse_response(self, connection: Any, command_name: str, **options: Any) -> Any:
                answer = super().parse_response(connection, command_name, **options)
                raw = answer[1] if command_name == "BRPOP" and answer else answer
                if command_name not in _TAKES or raw is None or is_message(raw):
                    return answer
                channel.set_aside(raw)
                return None

        return Client

    def basic_consume(  # type: ignore[override]  # as kombu's own here, which takes more than its parent says
        self, queue: str, no_ack: bool, callback: Any, consumer_tag: str, **options: Any
    ) -> Any:
        """As kombu's. A message that the worker cannot even make a task of is set aside too.

        Celery takes a KeyError for a lost broker: it connects again, gets the message again, and so for ever.
        """

        def careful(message: Any) -> Any:
            try:
                return callback(message)
            except (OSError, client_of_redis.RedisError):
                raise  # the broker's own faults
            except Exception:
                logger.exception("A message could not be taken on")
                self.set_aside(json.dumps(message.serializable()).encode())
                if not message.acknowledged:
                    message.reject()

        return super().basic_consume(queue, no_ack, careful, consumer_tag, **options)

    def set_aside(self, raw: bytes) -> None:
        """Keep what is no message for somebody to look at, and count it. Its bytes are in no log."""
        count: object = "an unknown number"
        try:
            with client_of_redis.Redis(connection_pool=self.pool).pipeline() as pipe:
                pipe.lpush(SET_ASIDE, raw[:BYTES])
                pipe.ltrim(SET_ASIDE, 0, KEPT - 1)
                pipe.expire(SET_ASIDE, SECONDS)
                pipe.incr(COUNT)
                count = pipe.execute()[-1]
        except client_of_redis.RedisError:
            logger.exception("What was set aside could not be kept")
        logger.error("Set aside %d bytes in a queue that are no message; %s so far", len(raw), count)


class QoS(redis.QoS):
    """What was taken and not yet done: one that cannot be read again is set aside as well."""

    channel: Any

    def restore_by_tag(self, tag: Any, client: Any = None, leftmost: bool = False) -> None:
        try:
            super().restore_by_tag(tag, client, leftmost)
        except (ValueError, TypeError, KeyError, AttributeError):
            with self.channel.conn_or_acquire(client) as held:
                self.channel.set_aside(held.hget(self.unacked_key, tag) or b"")
                held.hdel(self.unacked_key, tag)
                held.zrem(self.unacked_index_key, tag)


Channel.QoS = QoS


class Transport(redis.Transport):
    """kombu's own, with our channel."""

    Channel = Channel
