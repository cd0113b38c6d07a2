"""The tests: as production, on a cluster that `tests/session_database.py` starts, with nothing sent anywhere."""

from rollcall.settings.base import *
from rollcall.settings.base import CELERY

SCHEME = "http"
SECRET_KEY = "only-for-tests-" + "x" * 40
MOVER_KEYS = ("only-for-tests-of-movers-" + "x" * 40,)
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
#: Argon2 is slow on purpose: most of the time that tests of signing in would take. One test sees that base uses it.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# Nothing listens: what is promised is carried out when a test drains it.
CELERY = {**CELERY, "broker_url": "memory://"}
