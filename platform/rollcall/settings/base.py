"""Settings of every environment. What differs comes from `environment` or from demo, test and production."""

from pathlib import Path
from typing import Any

from foundation.london import LONDON
from rollcall.settings.environment import Environment, database

ENVIRONMENT = Environment()

#: The checkout: the folder that holds `platform/`.
ROOT = Path(__file__).resolve().parents[3]

# --- who lives where (the folder decides: docs/house.md) ---------------------------------------------------

SHARED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_tenants",
    "django_cotton",
    "foundation.accounts",  # before allauth, whose templates it replaces
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "foundation.database",
    "foundation.access",
    "foundation.audit",
    "foundation.outbox",
    "foundation.jobs",
    "foundation.ui",
    "tenants.trusts",
    "tenants.memberships",
    "tenants.policies",
    "tenants.journal",
    "tenants.movers",
    "tenants.shares",
    "trust_reporting.figures",
    "trust_reporting.comparison",
    "trust_reporting.trials",
    "integrations.exchange",
    "integrations.sims",
]
TENANT_APPS = [
    "schools.journal",
    "schools.documents",
    "schools.calendar",
    "schools.staff",
    "schools.roll",
    "schools.registers",
    "schools.absence",
    "schools.desk",
    "schools.intake",
    "schools.letters",
    "schools.policy",
    "schools.returns",
    "schools.leave",
    "schools.provision",
    "schools.exclusions",
    "schools.moved",
    "schools.cases",
    "schools.missing",
    "schools.correspondence",
    "schools.referrals",
    "schools.decisions",
    "schools.improvement",
    "schools.penalties",
    "schools.whatif",
    "schools.meetings",
    "schools.papers",
    "schools.bundles",
    "schools.sharing",
    "schools.pupils",
    "schools.reports",
]
INSTALLED_APPS = [*SHARED_APPS, *TENANT_APPS]

TENANT_MODEL = "trusts.School"
TENANT_DOMAIN_MODEL = "trusts.Host"
TENANT_SYNC_ROUTER = "foundation.database.router.SchemaRouter"
DATABASE_ROUTERS = [TENANT_SYNC_ROUTER]
PUBLIC_SCHEMA_NAME = "public"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

DATABASES: dict[str, dict[str, Any]] = {
    "default": database(
        "DATABASE_URL", ENVIRONMENT.database_url or "postgresql:///rollcall", engine="foundation.database.backend"
    ),
}
if ENVIRONMENT.database_owner_url:
    DATABASES["owner"] = database(
        "DATABASE_OWNER_URL", ENVIRONMENT.database_owner_url, engine="foundation.database.owner"
    )

#: Longest a request's statement may run (PostgreSQL interval); jobs that need longer say so in `work(...)`.
STATEMENT_TIMEOUT = "30s"

# --- hosts -----------------------------------------------------------------------------------------------------------

DOMAIN = ENVIRONMENT.domain
PORT = ENVIRONMENT.port
SCHEME = "https"
ID_HOST = f"id.{DOMAIN}"
ALLOWED_HOSTS = [f".{DOMAIN}"]
#: Hosts that open no place and answer with a page saying where to go: only the demo has any.
SIGNPOST_HOSTS: list[str] = []
#: Whether people are invented, and a page may show how each of them signs in.
DEMO = False
#: The folder of the demo's own secrets and state; empty elsewhere.
DEMO_STATE = ""
#: Bytes a request's body may have, and the addresses that take files: kind of place, path, bytes. The front awaits bodies
#: of up to LARGEST_BODY; a larger one stays with its sender until the gate has been asked. A * is any one part of a path.
#: LARGEST_FILE is one file that is kept (`schools.documents`); a form takes up to MOST_FILES of them, and one that somebody
#: without an account comes to by a link MOST_FILES_BY_LINK.
LARGEST_FILE, MOST_FILES, MOST_FILES_BY_LINK = 25 * 1024 * 1024, 5, 3
LARGEST_BODY = 1024 * 1024
LARGER_BODIES = {
    ("school", "/imports/"): 2 * 256 * 1024 * 1024 + LARGEST_BODY,
    ("school", "/documents/*/again/"): LARGEST_FILE + LARGEST_BODY,
    ("school", "/pupils/*/files/"): MOST_FILES * LARGEST_FILE + LARGEST_BODY,
    ("school", "/by/*/leave/"): MOST_FILES_BY_LINK * LARGEST_FILE + LARGEST_BODY,
    ("school", "/leave/*/files/"): MOST_FILES * LARGEST_FILE + LARGEST_BODY,
    ("school", "/leave/part-time/*/files/"): MOST_FILES * LARGEST_FILE + LARGEST_BODY,
    ("school", "/exclusions/*/files/"): MOST_FILES * LARGEST_FILE + LARGEST_BODY,
    ("school", "/cases/*/files/"): MOST_FILES * LARGEST_FILE + LARGEST_BODY,
    ("school", "/provision/placements/*/files/"): MOST_FILES * LARGEST_FILE + LARGEST_BODY,
}
#: Names no school, trust or authority may take as its host.
RESERVED_SLUGS = frozenset({"id", "www", "api", "admin", "static", "status", "mail", "help"})

ROOT_URLCONF = "rollcall.urls.nowhere"
#: One URL configuration for each kind of host; the host middleware chooses.
PLACE_URLCONFS = {
    "id": "rollcall.urls.id",
    "school": "rollcall.urls.school",
    "trust": "rollcall.urls.trust",
    "authority": "rollcall.urls.authority",
}

MIDDLEWARE = [
    "foundation.ui.headers.HeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "foundation.ui.limits.MethodMiddleware",
    "tenants.trusts.middleware.PlaceMiddleware",
    "foundation.ui.limits.BodyLimitMiddleware",
    "tenants.memberships.middleware.IdentityMiddleware",
    "django.middleware.common.CommonMiddleware",
    "foundation.access.gate.GateMiddleware",  # before CSRF, which reads the body
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "tenants.trusts.middleware.WorkMiddleware",
]

WSGI_APPLICATION = "rollcall.wsgi.application"

REST_FRAMEWORK = {"EXCEPTION_HANDLER": "foundation.api.exception_handler", "UNAUTHENTICATED_USER": None}

# --- people ----------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["foundation.accounts.hashing.PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
#: Person.email is unique whatever its case (a constraint that this check does not know).
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
LOGIN_URL = "account_login"
PASSWORD_RESET_TIMEOUT = 60 * 60

# allauth: people who were invited sign in with email and password, and with a code as well (`tenants.memberships.queries`).
ACCOUNT_ADAPTER = "tenants.memberships.adapters.SignIn"
ACCOUNT_FORMS = {
    "login": "foundation.accounts.forms.SignInForm",
    "reauthenticate": "foundation.accounts.forms.CheckPasswordForm",
    "change_password": "foundation.accounts.forms.NewPasswordForm",
    "reset_password": "foundation.accounts.forms.ForgottenPasswordForm",
    "reset_password_from_key": "foundation.accounts.forms.ResetForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]  # read even where sign-up is closed: no password field without it
ACCOUNT_EMAIL_VERIFICATION = "none"  # the invitation went to the address
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"
ACCOUNT_SESSION_REMEMBER = True  # no choice to make: `foundation.accounts.sessions` says how long
#: Nothing is refused to an address alone, from which a whole school comes. Wrong passwords and codes are counted by
#: `foundation.accounts.tries`; None where allauth would count by address.
ACCOUNT_RATE_LIMITS = {
    "login": None,
    "login_failed": None,
    "reset_password": "5/h/key",
    "reset_password_from_key": None,
    "change_password": "5/m/user",
    "reauthenticate": "10/m/user",
}
MFA_ADAPTER = "tenants.memberships.adapters.SecondFactor"
MFA_FORMS = {
    "authenticate": "foundation.accounts.forms.CodeForm",
    "reauthenticate": "foundation.accounts.forms.CheckCodeForm",
    "activate_totp": "foundation.accounts.forms.EnrolForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TRUST_ENABLED = True  # for whom: tenants.memberships.second_factor
MFA_TRUST_COOKIE_NAME = "__Host-trusted"
MFA_TRUST_COOKIE_AGE = 30 * 24 * 60 * 60
MFA_TOTP_TOLERANCE = 1  # half a minute either way: phones and servers differ

SESSION_ENGINE = "foundation.accounts.sessions"
SESSION_COOKIE_NAME = "__Host-session"
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "__Host-csrf"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "foundation.ui.views.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- headers ---------------------------------------------------------------------------------------------------------

SECURE_CONTENT_TYPE_NOSNIFF = True
# Nothing to any other host, ours included. "no-referrer" would make Chromium send `Origin: null` with our own forms,
# which Django's CSRF check refuses; pages whose address holds a secret send no-referrer themselves.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
#: What of a device no page of ours asks for, so that a script that got in cannot either.
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "hid",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "screen-wake-lock",
        "serial",
        "usb",
        "xr-spatial-tracking",
    )
)
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'", f"http://*.{DOMAIN}:*", f"https://*.{DOMAIN}:*"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    },
}

# --- pages -----------------------------------------------------------------------------------------------------------

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": False,
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                ),
            ],
            "builtins": ["django_cotton.templatetags.cotton", "foundation.ui.templatetags.figures"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "foundation.ui.context.shell",
            ],
        },
    },
]
#: A component sees what it is given and nothing of the page around it.
COTTON_ISOLATE_BY_DEFAULT = True
FORM_RENDERER = "foundation.ui.forms.Renderer"
STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

LANGUAGE_CODE = "en-gb"
TIME_ZONE = LONDON.key
USE_TZ = True
# How far the school's clock is ahead of the real one; only the demo sets it (`foundation.clock`).
CLOCK_AHEAD = ENVIRONMENT.clock_ahead
USE_I18N = False

# --- caches and jobs -------------------------------------------------------------------------------------------------

CACHE_BACKEND = f"django.core.cache.backends.{'redis.RedisCache' if ENVIRONMENT.redis_url else 'locmem.LocMemCache'}"

#: Seconds a request waits for a cache that does not answer.
CACHE_OPTIONS = {"socket_timeout": 2, "socket_connect_timeout": 2} if ENVIRONMENT.redis_url else {}

CACHES = {
    # Raises without a place: every cache key begins with the one it was made in.
    "default": {
        "BACKEND": CACHE_BACKEND,
        "LOCATION": ENVIRONMENT.redis_url,
        "OPTIONS": CACHE_OPTIONS,
        "KEY_FUNCTION": "foundation.database.caching.place_key",
    },
    # Hosts and limits only: nothing about a school's people.
    "platform": {
        "BACKEND": CACHE_BACKEND,
        "LOCATION": ENVIRONMENT.redis_url,
        "OPTIONS": CACHE_OPTIONS,
        "KEY_PREFIX": "platform",
    },
}

CELERY_APPLICATION = "rollcall.celery"
CELERY = {
    "broker_url": ENVIRONMENT.redis_url or None,
    "broker_connection_retry_on_startup": True,
    "task_serializer": "json",
    "accept_content": ["json"],
    "task_ignore_result": True,
    # A broker that refuses or cannot be reached holds nobody up: no retry here, for the sweep finds what was promised.
    "task_publish_retry": False,
    "task_acks_late": True,
    "task_reject_on_worker_lost": True,
    "task_default_queue": "default",
    # Saving registers has workers of its own; only the `owner` queue's worker holds the owner's login.
    "task_routes": {"schools.registers.*": {"queue": "register"}, "tenants.trusts.*": {"queue": "owner"}},
    "task_create_missing_queues": True,
    "worker_prefetch_multiplier": 1,
    # Unless told so, Celery closes the database's connection around every task: each would connect anew, and read anew what
    # a school's tables are (0.1 s of one of 500). What a transaction sets goes with it, and a lost connection is opened
    # again. It is given up at times, because what it has read stays in memory: 0.8 MB for each school. The owner's worker
    # has little to do, and keeps no connection.
    "CELERY_DB_REUSE_MAX": None if ENVIRONMENT.database_owner_url else 20_000,
    # Nobody steers a worker through the broker: whoever can write there could have the owner's take another queue.
    "worker_enable_remote_control": False,
    "broker_transport_options": {"visibility_timeout": 900, "socket_connect_timeout": 2},
    "timezone": LONDON.key,
    "beat_schedule": {
        # What a lost broker or worker left behind is carried out within a minute.
        "sweep": {"task": "schools.journal.sweep", "schedule": 30.0},
        "sweep-trusts": {"task": "tenants.journal.sweep", "schedule": 30.0},
        # From then on whoever alters an audit line is found out.
        "seal": {"task": "schools.journal.seal", "schedule": 60.0},
        # At night alone; a school that was checked is due again when it has published again.
        "check-figures": {"task": "trust_reporting.figures.check_schools", "schedule": 300.0},
    },
}

#: Keys by which a pupil who moves between schools of a trust is known above them, newest first (`tenants.movers.rules`).
MOVER_KEYS = ENVIRONMENT.mover_keys

#: How long a line of a school's visitors' book is kept, in days. Our own choice and no law: who runs Rollcall agrees it with
#: the schools, whose policies on records say how long theirs are kept.
VISITORS_KEPT_DAYS = 365

#: Where files are kept, and what looks at them; both are read by `foundation.documents.where`.
FILE_STORE_URL = ENVIRONMENT.file_store_url
ANTIVIRUS = ENVIRONMENT.antivirus or "off"

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
#: Of each step of a conversation: a mail server that says nothing holds no worker.
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = ENVIRONMENT.email_from or f"Rollcall <no-reply@{DOMAIN}>"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "rollcall.discretion.DiscreetFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        },
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    # A database error's detail can carry a row ("Key (upn)=(...)"); Django's debug SQL log is never on.
    "loggers": {"django.db.backends": {"level": "WARNING"}},
}
