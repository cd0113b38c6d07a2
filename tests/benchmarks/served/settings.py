"""As the tests, with the one-read page on the hosts of places and nothing logged: in this process and behind granian."""

from rollcall.settings.test import *  # noqa: F403 - settings modules build on one another
from rollcall.settings.test import PLACE_URLCONFS

PLACE_URLCONFS = PLACE_URLCONFS | {
    kind: f"tests.benchmarks.served.{kind}_urls" for kind in ("school", "trust", "authority")
}
LOGGING = {"version": 1}
