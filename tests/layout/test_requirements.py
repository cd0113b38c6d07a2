"""The locks: every package pinned and hashed, none from a named index, each lock within the next larger one."""

import re

import pytest

from tests.layout.tree import ROOT

LOCKS = ("uv", "runtime", "demo", "dev")
PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)==([^\s;\\]+)", re.MULTILINE)


def lock(name: str) -> str:
    return (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", LOCKS)
def test_every_package_is_pinned_and_hashed(name):
    lines = [line for line in lock(name).splitlines() if line and not line.startswith("#")]
    entries = re.split(r"\n(?=\S)", "\n".join(lines))
    loose = [entry.split("\n")[0] for entry in entries if not PIN.match(entry) or "--hash=sha256:" not in entry]
    assert entries
    assert not loose


@pytest.mark.parametrize("name", LOCKS)
def test_no_lock_names_where_packages_come_from(name):
    options = r"^\s*(-i|-f|--index-url|--extra-index-url|--find-links|--trusted-host)\b"
    assert not re.search(rf"{options}|://", lock(name), re.MULTILINE)


@pytest.mark.parametrize(("smaller", "larger"), [("runtime", "demo"), ("demo", "dev")])
def test_a_larger_lock_holds_the_smaller_one_with_the_same_pins(smaller, larger):
    """So that one .venv serves `make demo` and `make test`, and what was tested is what runs."""
    assert set(PIN.findall(lock(smaller))) <= set(PIN.findall(lock(larger)))


@pytest.mark.parametrize("name", LOCKS[1:])
def test_what_was_asked_for_is_locked(name):
    asked = (ROOT / "requirements" / f"{name}.in").read_text(encoding="utf-8")
    names = re.findall(r"^([A-Za-z0-9][\w.-]*)", asked, re.MULTILINE)
    locked = {package for package, _version in PIN.findall(lock(name))}
    assert {wanted.lower().replace("_", "-") for wanted in names} <= locked
