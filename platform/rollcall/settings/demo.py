"""The demo: invented people, plain http on *.rollcall.localhost, mail written to a folder."""

from rollcall.settings.base import *
from rollcall.settings.base import ENVIRONMENT, ROOT, TEMPLATES

SCHEME = "http"
DEMO = True
SECRET_KEY = ENVIRONMENT.secret_key
SIGNPOST_HOSTS = ["127.0.0.1", "localhost", ENVIRONMENT.domain]
ALLOWED_HOSTS = [f".{ENVIRONMENT.domain}", *SIGNPOST_HOSTS]
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
DEMO_STATE = ENVIRONMENT.demo_state or str(ROOT / ".demo")
EMAIL_FILE_PATH = f"{DEMO_STATE}/mail"
TEMPLATES[0]["DIRS"] = [ROOT / "platform" / "rollcall" / "demo" / "templates"]
