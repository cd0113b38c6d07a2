"""How much waits for the worker."""

from typing import Final

from celery import current_app, current_task
from kombu.exceptions import OperationalError

#: Tasks that a worker does in some seconds.
MANY: Final = 60


def is_behind() -> bool:
    """Within a task that a worker carries out: whether more waits in the default queue than it does in some seconds.

    False when the task was called directly, and when the broker does not answer.
    """
    if not current_task or current_task.request.called_directly:
        return False
    with current_app.connection_or_acquire() as connection:
        try:
            queue = connection.default_channel.queue_declare(current_app.conf.task_default_queue, passive=True)
        except (OperationalError, *connection.connection_errors, *connection.channel_errors):
            return False  # also where nothing waits: an empty queue is none
        return bool(queue.message_count >= MANY)
