"""Loading without the garbage collector, which is back afterwards."""

import gc

import pytest

from rollcall.loading import loading


def test_the_collector_rests_while_the_product_loads_and_is_back_also_when_that_fails() -> None:
    with pytest.raises(ImportError), loading():
        assert not gc.isenabled()
        raise ImportError
    assert gc.isenabled()
