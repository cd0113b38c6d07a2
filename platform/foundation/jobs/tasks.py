"""Tasks that belong to one school. There is no other kind of task about school data."""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from celery import shared_task
from django_tenants.utils import get_tenant_model

from foundation.database.scope import current_scope, identity_work


class SchoolTaskError(ValueError):
    """A task was sent without a school, or with one that does not exist."""


def school_task(*, name: str, **options: Any) -> Callable[[Callable[..., None]], Any]:
    """Make a task of a function `(school, **arguments)`.

    It is sent as `task.delay(str(school.pk), ...)`: the school's key is required, `public` is refused, and arguments are
    keys and counts, never names. The function opens its own `school_work(school)`; no place is set around it.
    """

    def decorate(function: Callable[..., None]) -> Any:
        @wraps(function)
        def run(school_id: str, *args: Any, **kwargs: Any) -> None:
            if current_scope() is not None:
                message = "A school's task was run inside another transaction"
                raise SchoolTaskError(message)
            function(_school(school_id), *args, **kwargs)

        make_task: Any = shared_task(name=name, acks_late=True, reject_on_worker_lost=True, **options)
        return make_task(run)

    return decorate


def _school(school_id: str) -> Any:
    try:
        key = uuid.UUID(str(school_id))
    except ValueError:
        message = f"A school's task needs a school's key, not {school_id!r}"
        raise SchoolTaskError(message) from None
    with identity_work():
        school = get_tenant_model().objects.filter(pk=key).select_related("trust").first()
    if school is None:
        message = f"No school {key}"
        raise SchoolTaskError(message)
    return school
