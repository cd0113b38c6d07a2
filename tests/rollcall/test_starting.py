"""Production starts with what is safe and refuses each thing that is not, by name; and the table of variables is whole."""

import ast
import dataclasses
import json
import os
import subprocess
import sys
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from rollcall.settings import environment as known
from rollcall.settings.environment import Environment, mail, table
from rollcall.settings.starting import production_faults, refuse_unsafe_production
from tests.layout.tree import ROOT, product

KEY = "V0Qe-7mLx3b9ZtKJpYw2uRhNfGdSaC5oEiT8k_4XqWzBjMlPvHy1n"
OF_MOVERS = "rT5kQ_w8ZpLx0cVbN2mJ-hG7fDsA4yUeI9oRtYq3WzXl6KjHg1v"
SAFE = {
    "DATABASE_URL": "postgresql://app:secret@db.trust.example/rollcall?sslmode=verify-full&sslrootcert=system",
    "REDIS_URL": "rediss://:secret@redis.trust.example:6379/0?ssl_cert_reqs=required",
    "SECRET_KEY": KEY,
    "MOVER_KEYS": OF_MOVERS,
    "ROLLCALL_DOMAIN": "rollcall.trust.example",
    "EMAIL_URL": "smtps://login:p%40ss@mail.trust.example",
    "FILE_STORE_URL": "https://s3.eu-west-2.amazonaws.com/trust-files?region=eu-west-2&kms=alias/rollcall",
    "ANTIVIRUS": "unix:///run/clamav/clamd.ctl",
}
HERE = {
    "DATABASE_URL": "postgresql://app:secret@127.0.0.1/rollcall",
    "DATABASE_OWNER_URL": "postgresql://owner:secret@/rollcall?host=/run/postgresql",
    "REDIS_URL": "redis://:secret@[::1]:6379/0",
    "EMAIL_URL": "smtp://localhost:1025",
    "SENTRY_DSN": "https://key@sentry.trust.example/1",
    "SECRET_KEY_FALLBACKS": f"{KEY[::-1]} {KEY.swapcase()}",
    "MOVER_KEYS": f"{OF_MOVERS[::-1]} {OF_MOVERS}",
    "FILE_STORE_URL": "https://login:sec%2Fret@files.trust.example:9000/files?kms=key",
    "ANTIVIRUS": "tcp://127.0.0.1:3310",
}
#: What is wrong with each of these, said of the variable: a safe environment with this one changed.
UNSAFE = [
    ({"DATABASE_URL": ""}, "DATABASE_URL is not set"),
    ({"REDIS_URL": ""}, "REDIS_URL is not set"),
    ({"SECRET_KEY": ""}, "SECRET_KEY is not set"),
    ({"EMAIL_URL": ""}, "EMAIL_URL is not set"),
    ({"SECRET_KEY": "x"}, "SECRET_KEY holds a key of less than 50"),
    ({"SECRET_KEY": KEY[:49]}, "SECRET_KEY holds a key of less than 50"),
    ({"SECRET_KEY": "abcdefghij" * 6}, "SECRET_KEY holds a key that was not made at random"),
    ({"SECRET_KEY": "only-for-tests-" + "x" * 40}, "SECRET_KEY holds a key that was not made at random"),
    ({"SECRET_KEY": f"django-insecure-{KEY}"}, "SECRET_KEY holds a key that was not made at random"),
    ({"SECRET_KEY": f"{KEY} {KEY}"}, "SECRET_KEY has a blank in it"),
    ({"SECRET_KEY_FALLBACKS": f"{KEY} x"}, "SECRET_KEY_FALLBACKS holds a key of less than 50"),
    ({"MOVER_KEYS": ""}, "MOVER_KEYS is not set"),
    ({"MOVER_KEYS": f"{OF_MOVERS} x"}, "MOVER_KEYS holds a key of less than 50"),
    ({"MOVER_KEYS": "abcdefghij" * 6}, "MOVER_KEYS holds a key that was not made at random"),
    ({"MOVER_KEYS": f"{OF_MOVERS} {KEY}"}, "MOVER_KEYS holds a key of SECRET_KEY"),
    ({"ROLLCALL_CLOCK_AHEAD": "-1"}, "ROLLCALL_CLOCK_AHEAD is set"),
    ({"ROLLCALL_DEMO": "1"}, "ROLLCALL_DEMO is set"),
    ({"ROLLCALL_DEMO_STATE": "/tmp/demo"}, "ROLLCALL_DEMO_STATE is set"),
    ({"ROLLCALL_DOMAIN": "rollcall.localhost"}, "ROLLCALL_DOMAIN is not set, or the demo's"),
    ({"ROLLCALL_DOMAIN": "https://trust.example"}, "ROLLCALL_DOMAIN is no domain"),
    ({"ROLLCALL_DOMAIN": "Trust.example"}, "ROLLCALL_DOMAIN is no domain"),
    ({"ROLLCALL_DOMAIN": "192.0.2.1"}, "ROLLCALL_DOMAIN is no domain"),
    ({"ROLLCALL_DOMAIN": "trust"}, "ROLLCALL_DOMAIN is no domain"),
    ({"REDIS_URL": "redis://127.0.0.1:6379/0"}, "REDIS_URL has no password"),
    ({"REDIS_URL": "redis://:secret@redis.trust.example:6379/0"}, "REDIS_URL goes over a network without TLS"),
    ({"REDIS_URL": "rediss://:secret@redis.trust.example:6379/0"}, "REDIS_URL does not say that Redis must prove"),
    ({"REDIS_URL": "rediss://:s@r.example/0?ssl_cert_reqs=none"}, "REDIS_URL does not say that Redis must prove"),
    ({"REDIS_URL": "memory://"}, "REDIS_URL begins with neither"),
    ({"DATABASE_URL": "postgresql://app:s@10.0.0.5/rollcall"}, "DATABASE_URL goes over a network without TLS"),
    ({"DATABASE_URL": "postgresql://app:s@db/r?sslmode=require"}, "DATABASE_URL goes over a network without TLS"),
    ({"DATABASE_URL": "postgresql://app:s@localhost,db/r"}, "DATABASE_URL goes over a network without TLS"),
    ({"DATABASE_URL": "postgresql://a:s@localhost/r?hostaddr=10.0.0.5"}, "DATABASE_URL goes over a network"),
    ({"DATABASE_URL": "postgresql:///rollcall", "PGHOST": "db"}, "DATABASE_URL goes over a network without TLS"),
    ({"DATABASE_URL": "postgresql:///r?service=elsewhere"}, "DATABASE_URL names a service"),
    ({"DATABASE_OWNER_URL": "postgresql://owner:s@db/r"}, "DATABASE_OWNER_URL goes over a network without TLS"),
    ({"DATABASE_OWNER_URL": "postgresql://app:s@127.0.0.1/r"}, "DATABASE_OWNER_URL is the login of DATABASE_URL"),
    ({"EMAIL_URL": "smtp://mail.trust.example"}, "EMAIL_URL goes over a network without TLS"),
    ({"FILE_STORE_URL": ""}, "FILE_STORE_URL is not set"),
    ({"FILE_STORE_URL": "s3://trust-files?kms=key"}, "FILE_STORE_URL cannot be read"),
    ({"FILE_STORE_URL": "https://login:secret@files.example/a/b?kms=key"}, "FILE_STORE_URL cannot be read"),
    ({"FILE_STORE_URL": "https://login:secret@files.example/a?key=kms"}, "FILE_STORE_URL cannot be read"),
    ({"FILE_STORE_URL": "http://127.0.0.1:9000/a?kms=key"}, "FILE_STORE_URL begins with http://"),
    ({"FILE_STORE_URL": "https://login:secret@files.trust.example/files"}, "FILE_STORE_URL names no key"),
    ({"ANTIVIRUS": ""}, "ANTIVIRUS is not set"),
    ({"ANTIVIRUS": "no"}, "ANTIVIRUS cannot be read"),
    ({"ANTIVIRUS": "tcp://scanner.trust.example:3310"}, "ANTIVIRUS goes over a network"),
    ({"SENTRY_DSN": "http://key@sentry.trust.example/1"}, "SENTRY_DSN does not begin with https://"),
]


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Makes the product's environment of these variables and no others."""

    def made(**variables: str) -> Environment:
        for one in dataclasses.fields(Environment):
            monkeypatch.delenv(one.metadata["name"], raising=False)
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        return Environment()

    return made


@pytest.mark.parametrize(
    "variables", [SAFE, SAFE | HERE, SAFE | HERE | {"DATABASE_URL": "postgresql://app@/rollcall", "ANTIVIRUS": "off"}]
)
def test_what_is_safe_starts(variables: dict[str, str], given: Any) -> None:
    refuse_unsafe_production(given(**variables))


@pytest.mark.parametrize(("changed", "words"), UNSAFE, ids=[words for _, words in UNSAFE])
def test_each_unsafe_thing_is_refused_by_name(changed: dict[str, str], words: str, given: Any) -> None:
    said = list(production_faults(given(**(SAFE | changed))))
    assert len(said) == 1
    assert said[0].startswith(words)
    secrets = [value for value in changed.values() if len(value) > 20]
    assert not [value for value in secrets if value in said[0]]


def test_everything_that_is_wrong_is_said_at_once(given: Any) -> None:
    with pytest.raises(ImproperlyConfigured) as refused:
        refuse_unsafe_production(given(SECRET_KEY="x", REDIS_URL="redis://r.example", ROLLCALL_CLOCK_AHEAD="60"))
    assert len(str(refused.value).splitlines()) == 1 + 10


@pytest.mark.parametrize(
    "broken",
    [
        {"ROLLCALL_CLOCK_AHEAD": "an hour"},
        {"ROLLCALL_PORT": "https"},
        {"DATABASE_URL": "postgresql://app@/rollcall?color=blue"},
        {"DATABASE_URL": "postgresql://app@localhost"},
        {"EMAIL_URL": "mail.trust.example"},
        {"EMAIL_URL": "smtps://mail.trust.example:mail"},
        {"EMAIL_URL": "smtps://login:pass/word@mail.trust.example"},
    ],
)
def test_what_cannot_be_read_is_named_and_not_repeated(broken: dict[str, str], given: Any) -> None:
    ((name, value),) = broken.items()
    with pytest.raises(ImproperlyConfigured) as refused:
        read = given(**(SAFE | broken))
        mail(read.email_url)
        known.database("DATABASE_URL", read.database_url, engine="")
    assert name in str(refused.value)
    assert value not in str(refused.value)


def loaded(variables: dict[str, str], command: list[str]) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'platform'}"} | variables
    return subprocess.run(
        [sys.executable, *command], env=environment, cwd=ROOT, capture_output=True, text=True, check=False
    )


def test_production_sends_its_mail_and_reads_what_older_keys_signed() -> None:
    wanted = "EMAIL_HOST EMAIL_PORT EMAIL_HOST_USER EMAIL_HOST_PASSWORD EMAIL_USE_SSL EMAIL_USE_TLS DEFAULT_FROM_EMAIL"
    names = [*wanted.split(), "SECRET_KEY_FALLBACKS"]
    script = (
        f"import json; from rollcall.settings import production as p; print(json.dumps([vars(p)[n] for n in {names}]))"
    )
    mailed = {"EMAIL_URL": SAFE["EMAIL_URL"], "EMAIL_FROM": "Desk <desk@trust.example>"}
    shown = loaded(SAFE | HERE | mailed, ["-c", script])
    assert json.loads(shown.stdout) == [
        *("mail.trust.example", 465, "login", "p@ss", True, False),
        "Desk <desk@trust.example>",
        [KEY[::-1], KEY.swapcase()],
    ], shown.stderr
    started = mail("smtp+starttls://mail.trust.example")
    assert (started["EMAIL_PORT"], started["EMAIL_USE_TLS"], started["EMAIL_USE_SSL"]) == (587, True, False)


def test_a_command_says_what_stands_against_starting_without_a_traceback() -> None:
    said = loaded({"DATABASE_URL": SAFE["DATABASE_URL"], "SECRET_KEY": "x"}, ["-m", "rollcall", "figures"])
    assert said.returncode == 1
    assert "rollcall figures: Rollcall does not start in production:\n  REDIS_URL is not set" in said.stderr
    assert "Traceback" not in said.stderr


def test_a_command_that_has_no_need_of_the_owners_login_does_not_start_with_it() -> None:
    owner = {"DATABASE_OWNER_URL": HERE["DATABASE_OWNER_URL"]}
    for verb in ("figures", "audit"):
        said = loaded(SAFE | owner, ["-m", "rollcall", verb])
        assert said.returncode == 1
        assert "run it without DATABASE_OWNER_URL" in said.stderr
    assert "run it without" not in loaded(SAFE | HERE, ["-m", "rollcall", "migrate"]).stderr


def test_the_page_of_variables_is_what_the_settings_read() -> None:
    assert (ROOT / "docs/variables.md").read_text(encoding="utf-8") == table()


def test_no_other_place_reads_a_variable_that_the_page_does_not_name() -> None:
    """Of the product's own; those of the system and of Python, and the parts of `rollcall gateway`, are no settings."""
    named = {one.metadata["name"] for one in dataclasses.fields(Environment)}
    read = {name for path in product() for name in variables_in(path.read_text(encoding="utf-8"))}
    assert read - named <= {"PATH", "DJANGO_SETTINGS_MODULE"}


def variables_in(source: str) -> set[str]:
    """The names that this source looks up in `os.environ`, by a word of its own."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        looked = node.slice if isinstance(node, ast.Subscript) else None
        where = node.value if isinstance(node, ast.Subscript) else None
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
            looked, where = node.args[0], node.func.value
        if isinstance(where, ast.Attribute) and where.attr == "environ" and isinstance(looked, ast.Constant):
            found.add(str(looked.value))
    return found
