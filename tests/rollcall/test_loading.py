"""Loading without the garbage collector, which is back afterwards."""

import gc

import pytest
from celery.loaders.app import AppLoader

from rollcall.celery import app
from rollcall.loading import loading


def test_the_collector_rests_while_the_product_loads_and_is_back_also_when_that_fails() -> None:
    with pytest.raises(ImportError), loading():
        assert not gc.isenabled()
        raise ImportError
    assert gc.isenabled()


def test_it_rests_while_a_worker_loads_the_product(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = list[bool]()
    monkeypatch.setattr(AppLoader, "init_worker", lambda _loader: seen.append(gc.isenabled()))
    app.loader.init_worker()
    assert seen == [False]
    assert gc.isenabled()
