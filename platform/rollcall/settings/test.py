"""The tests: as production, on a cluster that `tests/conftest.py` starts, with nothing sent anywhere."""

from rollcall.settings.base import *

SCHEME = "http"
SECRET_KEY = "only-for-tests-" + "x" * 40
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
