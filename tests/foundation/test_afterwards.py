"""What is done once a transaction has committed: when none is open, in order, and only if it has."""

import logging

import pytest
from django.db import connections, transaction

from foundation.database.scope import ALIAS, Scope, afterwards, current_scope, work
from tenants.trusts.scopes import school_scope
from tests.world import World


@pytest.fixture
def scope(world: World) -> Scope:
    return school_scope(world.alder)


def test_it_is_done_in_order_when_nothing_is_open_and_may_open_work_of_its_own(scope: Scope) -> None:
    done: list[object] = []

    def first() -> None:
        done.append((current_scope(), connections[ALIAS].in_atomic_block))
        with work(scope):
            done.append(current_scope())
            afterwards(lambda: done.append("of its own"))

    with work(scope):
        afterwards(first)
        afterwards(lambda: done.append("second"))
        with work(scope):  # joins
            afterwards(lambda: done.append("third"))
        assert done == []
    assert done == [(None, False), scope, "of its own", "second", "third"]


def test_what_is_rolled_back_does_nothing_afterwards(scope: Scope) -> None:
    done: list[str] = []
    with pytest.raises(ZeroDivisionError), work(scope):
        afterwards(lambda: done.append("raised"))
        raise ZeroDivisionError
    with work(scope):
        afterwards(lambda: done.append("refused"))
        transaction.set_rollback(True, using=ALIAS)
    with work(scope):
        with pytest.raises(ZeroDivisionError), transaction.atomic(using=ALIAS):
            afterwards(lambda: done.append("savepoint"))
            raise ZeroDivisionError
        afterwards(lambda: done.append("kept"))
    assert done == ["kept"]


def test_one_that_fails_is_written_down_and_holds_up_no_other(scope: Scope, caplog: pytest.LogCaptureFixture) -> None:
    done: list[str] = []

    def fails() -> None:
        raise ZeroDivisionError

    with caplog.at_level(logging.ERROR), work(scope):
        afterwards(fails)
        afterwards(lambda: done.append("second"))
    assert done == ["second"]
    assert "after a transaction" in caplog.text
