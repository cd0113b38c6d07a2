"""Pitfall P3 of schema tenancy: querysets and rows of one school that are read, or written, in another."""

import datetime as dt

import pytest
from django.db import DatabaseError
from django.db.models import Q

from foundation.database.errors import WrongPlace
from schools.journal.models import OutboxRow
from schools.roll.models import Admission, Placement, Pupil
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work
from tests.world import PUPILS, canary


def topic_of(school: School) -> str:
    with school_work(school):
        return OutboxRow.objects.get().topic


def test_p3_a_half_read_iterator_does_not_go_on_in_another_school(pair: tuple[School, School]) -> None:
    one, two = pair
    with school_work(one):
        rows = Pupil.objects.iterator(chunk_size=2)
        assert next(rows).surname == canary(one)
    with school_work(two), pytest.raises((WrongPlace, DatabaseError)):
        list(rows)


def test_p3_rows_buffered_from_a_are_not_handed_out_in_b(pair: tuple[School, School]) -> None:
    one, two = pair
    with school_work(one):
        rows = Pupil.objects.values_list("surname").iterator(chunk_size=2000)
        next(rows)
    with school_work(two), pytest.raises(WrongPlace):
        next(rows)


def test_p3_fetched_rows_may_be_read_outside_but_not_in_another_school(pair: tuple[School, School]) -> None:
    one, two = pair
    with school_work(one):
        rows = Pupil.objects.all()
        assert len(rows) == PUPILS
    assert len(list(rows)) == PUPILS
    with school_work(two), pytest.raises(WrongPlace):
        list(rows)


def test_p3_querysets_and_rows_of_a_are_no_values_in_b(pair: tuple[School, School]) -> None:
    one, two = pair
    with school_work(one):
        pupils, pupil = Pupil.objects.filter(sex="F"), Pupil.objects.order_by("key")[0]
    with school_work(two):
        for ask in (
            lambda: Placement.objects.filter(pupil__in=pupils).count(),
            lambda: Placement.objects.filter(pupil=pupil).count(),
            lambda: Placement.objects.exclude(Q(year_group="9") | Q(pupil=pupil)).count(),
            lambda: Placement.objects.filter(pupil__in=[pupil]).count(),
            lambda: Placement.objects.update(pupil=pupil),
            lambda: Pupil.objects.raw("SELECT * FROM roll_pupil"),
        ):
            with pytest.raises((WrongPlace, NotImplementedError)):
                ask()


def test_p3b_no_way_of_writing_takes_a_row_of_another_school(pair: tuple[School, School]) -> None:
    one, two = pair
    with school_work(one):
        row = OutboxRow.objects.get()
        pupil = Pupil.objects.order_by("key")[0]
    row.topic = "overwritten"
    fresh = Admission(pupil=pupil, starts_on=dt.date(2026, 9, 2))
    with school_work(two):
        for act in (
            row.save,
            lambda: OutboxRow.objects.bulk_update([row], ["topic"]),
            lambda: OutboxRow.objects.bulk_create(
                [row], update_conflicts=True, update_fields=["topic"], unique_fields=["id"]
            ),
            fresh.save,
            lambda: Admission.objects.bulk_create([fresh]),
        ):
            with pytest.raises(WrongPlace):
                act()
    assert (topic_of(one), topic_of(two)) == (canary(one), canary(two))


def test_p3b_rows_made_in_bulk_belong_where_they_were_made(pair: tuple[School, School]) -> None:
    one, two = pair
    with school_work(one):
        (row,) = OutboxRow.objects.bulk_create([OutboxRow(topic="bulk")])
    try:
        with school_work(two), pytest.raises(WrongPlace):
            row.save()
    finally:
        with school_work(one):
            row.delete()
