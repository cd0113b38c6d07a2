"""Production: https everywhere; refuses to start without its secrets."""

from django.core.exceptions import ImproperlyConfigured

from rollcall.settings.base import *
from rollcall.settings.base import CONTENT_SECURITY_POLICY, DOMAIN, ENVIRONMENT, ROOT

for _name in ("database_url", "redis_url", "secret_key"):
    if not getattr(ENVIRONMENT, _name):
        _message = f"Set {_name.upper()}: production does not guess it."
        raise ImproperlyConfigured(_message)

STATIC_ROOT = ROOT / "staticfiles"
WHITENOISE_USE_FINDERS = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},  # no file is kept outside the database
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
CONTENT_SECURITY_POLICY["DIRECTIVES"]["form-action"] = ["'self'", f"https://*.{DOMAIN}"]
SECRET_KEY = ENVIRONMENT.secret_key
SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
ALLAUTH_TRUSTED_PROXY_COUNT = 1  # whose X-Forwarded-For tells one address from another when tries are counted
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
