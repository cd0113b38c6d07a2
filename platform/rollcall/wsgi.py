"""The WSGI application. It is served with the front before it: `rollcall.asgi`."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rollcall.settings.production")

from django.core.wsgi import get_wsgi_application

from foundation.database.startup import refuse_owner_login, refuse_unsafe_login
from rollcall.discretion import start_sentry
from rollcall.settings.environment import Environment

start_sentry(Environment().sentry_dsn)
application = get_wsgi_application()
refuse_owner_login()
refuse_unsafe_login()
