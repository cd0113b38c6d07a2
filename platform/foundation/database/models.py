"""Rows and querysets that know where they came from.

A queryset is lazy and a row outlives its transaction, so both could be used in another school than the one they were
made in; there the same key is another child. Each remembers its scope's name and refuses to be used anywhere else.
"""

from collections.abc import Sequence
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


class StampedQuerySet(models.QuerySet[Row]):
    """A queryset that runs only in the place it was made in."""

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
        if self._stamp != current_stamp():
            _refuse(f"A queryset of {self.model.__name__}", self._stamp)
        return super().db


class StampedManager(models.Manager.from_queryset(StampedQuerySet)):  # type: ignore[misc]
    """Makes stamped querysets; following a relation from a row of another place is refused too."""

    def get_queryset(self) -> StampedQuerySet[Any]:
        # A forward relation names its row in the hints; the manager of a reverse one carries it.
        instance = self._hints.get("instance") or getattr(self, "instance", None)
        if isinstance(instance, StampedModel):
            instance.refuse_elsewhere()
        queryset: StampedQuerySet[Any] = super().get_queryset()
        return queryset


class StampedModel(models.Model):
    """Abstract base of every model that holds a school's or a trust's rows.

    `grants` says what each kind of database role may do with the table (`tenants.trusts.grants` turns it into GRANTs);
    the default lets a school's role do everything with its own rows.
    """

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT, UPDATE, DELETE"}

    objects: ClassVar[StampedManager] = StampedManager()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._stamp: str | None = None

    @classmethod
    def from_db(cls, db: str | None, field_names: Any, values: Any) -> Self:
        row = super().from_db(db, field_names, values)
        row._stamp = current_stamp()
        return row

    def refuse_elsewhere(self) -> None:
        """Raise WrongPlace unless this row belongs where the thread now works (a new row belongs anywhere)."""
        if self._stamp is not None and self._stamp != current_stamp():
            _refuse(f"A row of {type(self).__name__}", self._stamp)

    def save_base(self, *args: Any, **kwargs: Any) -> None:
        self.refuse_elsewhere()
        super().save_base(*args, **kwargs)
        self._stamp = current_stamp()

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        self.refuse_elsewhere()
        return super().delete(*args, **kwargs)

    def refresh_from_db(
        self, using: str | None = None, fields: Sequence[str] | None = None, from_queryset: Any = None
    ) -> None:
        self.refuse_elsewhere()
        super().refresh_from_db(using, fields, from_queryset)
