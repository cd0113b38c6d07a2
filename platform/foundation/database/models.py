"""Rows and querysets that know where they came from.

A queryset is lazy and a row outlives its transaction, so both could be used in another school than the one they were
made in; there the same key is another child. Each remembers its scope's name and refuses to be used anywhere else.
"""

from collections.abc import Collection, Iterable, Iterator
from typing import Any, ClassVar, Self, TypeVar

from django.db import models

from foundation.database.errors import WrongPlace
from foundation.database.scope import current_scope

Row = TypeVar("Row", bound=models.Model)


def current_stamp() -> str | None:
    """The name of the place this thread works for, or None."""
    scope = current_scope()
    return scope.name if scope is not None else None


def _refuse(what: str, stamp: str | None) -> None:
    message = f"{what} made in {stamp or 'no place'} was used in {current_stamp() or 'no place'}"
    raise WrongPlace(message)


def refuse_foreign(values: Iterable[Any]) -> None:
    """Raise WrongPlace when any of these (also within lists and Q objects) is a row or queryset of another place."""
    for value in values:
        if isinstance(value, StampedModel | StampedQuerySet):
            value.refuse_elsewhere()
        elif isinstance(value, models.Q):
            refuse_foreign(child[1] if isinstance(child, tuple) else child for child in value.children)
        elif isinstance(value, list | tuple | set | frozenset):
            refuse_foreign(value)


class StampedQuerySet(models.QuerySet[Row]):
    """A queryset that runs only in the place it was made in, and takes only that place's rows as values."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._stamp = current_stamp()

    def _clone(self) -> Self:
        clone: Self = super()._clone()  # type: ignore[misc]
        clone._stamp = self._stamp
        return clone

    @property
    def db(self) -> str:
        """The alias to run on. Every way a queryset reaches the database passes here, so here it is checked."""
        self.refuse_elsewhere()
        return super().db

    def refuse_elsewhere(self) -> None:
        """Raise WrongPlace unless this queryset belongs where the thread now works."""
        if self._stamp != current_stamp():
            _refuse(f"A queryset of {self.model.__name__}", self._stamp)

    def _fetch_all(self) -> None:
        # Rows already fetched may still be read when the work is over, but never in another place's work.
        if self._result_cache is not None and current_stamp() is not None:
            self.refuse_elsewhere()
        super()._fetch_all()

    def _iterator(self, *args: Any) -> Iterator[Row]:
        """Rows come as they are asked for, so each time the place must still be the same."""
        for row in super()._iterator(*args):  # type: ignore[misc]
            self.refuse_elsewhere()
            yield row

    def _filter_or_exclude_inplace(self, negate: bool, args: Any, kwargs: dict[str, Any]) -> None:
        refuse_foreign(args)
        refuse_foreign(kwargs.values())
        super()._filter_or_exclude_inplace(negate, args, kwargs)  # type: ignore[misc]

    def resolve_expression(self, *args: Any, **kwargs: Any) -> Any:
        """As a subquery, too, it belongs to its place."""
        self.refuse_elsewhere()
        return super().resolve_expression(*args, **kwargs)

    def raw(self, *_args: Any, **_kwargs: Any) -> Any:
        """Refused: Django's raw querysets are lazy and could carry no stamp."""
        message = "A raw queryset would carry no stamp: use a cursor, inside the place's transaction."
        raise NotImplementedError(message)

    def update(self, **kwargs: Any) -> int:
        refuse_foreign(kwargs.values())
        return super().update(**kwargs)

    update.alters_data = True  # type: ignore[attr-defined]

    def bulk_create(self, objs: Iterable[Row], *args: Any, **kwargs: Any) -> list[Row]:
        rows = list(objs)
        refuse_relations(rows)
        made = super().bulk_create(rows, *args, **kwargs)
        for row in rows:
            row._stamp = current_stamp()  # type: ignore[attr-defined]  # noqa: SLF001 - our own attribute
        return made

    def bulk_update(self, objs: Iterable[Row], *args: Any, **kwargs: Any) -> int:
        rows = list(objs)
        refuse_relations(rows)
        return super().bulk_update(rows, *args, **kwargs)


def refuse_relations(rows: Iterable[Any]) -> None:
    """Raise WrongPlace when a row about to be written, or one it points at, belongs to another place."""
    for row in rows:
        row.refuse_elsewhere()
        refuse_foreign(row._state.fields_cache.values())


class StampedManager(models.Manager[Row]):
    """Makes stamped querysets; following a relation from a row of another place is refused too."""

    _hints: dict[str, Any]

    def get_queryset(self) -> StampedQuerySet[Row]:
        # A forward relation names its row in the hints; the manager of a reverse one carries it.
        instance = self._hints.get("instance") or getattr(self, "instance", None)
        if isinstance(instance, StampedModel):
            instance.refuse_elsewhere()
        return StampedQuerySet(self.model, using=self._db, hints=self._hints)


class StampedModel(models.Model):
    """Abstract base of every model that holds a school's or a trust's rows.

    `grants` says what each kind of database role may do with the table (`tenants.trusts.grants` turns it into GRANTs);
    the default lets a school's role do everything with its own rows.
    """

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT, UPDATE, DELETE"}

    objects = StampedManager()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._stamp: str | None = None

    @classmethod
    def from_db(cls, db: str | None, field_names: Collection[str], values: Collection[Any], **kwargs: Any) -> Self:
        row = super().from_db(db, field_names, values, **kwargs)
        row._stamp = current_stamp()  # noqa: SLF001 - our own attribute on our own class
        return row

    def refuse_elsewhere(self) -> None:
        """Raise WrongPlace unless this row belongs where the thread now works (a new row belongs anywhere)."""
        if self._stamp is not None and self._stamp != current_stamp():
            _refuse(f"A row of {type(self).__name__}", self._stamp)

    def save_base(self, *args: Any, **kwargs: Any) -> None:
        refuse_relations([self])
        super().save_base(*args, **kwargs)
        self._stamp = current_stamp()

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        self.refuse_elsewhere()
        return super().delete(*args, **kwargs)

    def refresh_from_db(
        self, using: str | None = None, fields: Iterable[str] | None = None, from_queryset: Any = None
    ) -> None:
        self.refuse_elsewhere()
        super().refresh_from_db(using, fields, from_queryset)
