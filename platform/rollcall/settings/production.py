"""Production: https everywhere; refuses to start with what `starting` finds unsafe."""

from rollcall.settings.base import *
from rollcall.settings.base import CONTENT_SECURITY_POLICY, DOMAIN, ENVIRONMENT, ROOT
from rollcall.settings.environment import mail
from rollcall.settings.starting import refuse_unsafe_production

refuse_unsafe_production(ENVIRONMENT)

STATIC_ROOT = ROOT / "staticfiles"
WHITENOISE_USE_FINDERS = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},  # no file is kept outside the database
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
CONTENT_SECURITY_POLICY["DIRECTIVES"]["form-action"] = ["'self'", f"https://*.{DOMAIN}"]
SECRET_KEY = ENVIRONMENT.secret_key
SECRET_KEY_FALLBACKS = list(ENVIRONMENT.secret_key_fallbacks)
globals().update(mail(ENVIRONMENT.email_url))
SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
ALLAUTH_TRUSTED_PROXY_COUNT = 1  # whose X-Forwarded-For tells one address from another when tries are counted
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
