"""As the tests, with a trivial page on the hosts of schools and nothing logged."""

from rollcall.settings.test import *  # noqa: F403 - settings modules build on one another
from rollcall.settings.test import PLACE_URLCONFS

PLACE_URLCONFS = PLACE_URLCONFS | {
    "school": "tests.benchmarks.served.urls",
    "authority": "tests.benchmarks.served.authority_urls",
}
LOGGING = {"version": 1}
