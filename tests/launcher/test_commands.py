"""The `rollcall` command: it teaches, it refuses in words, and it finds the demo of its checkout."""

import argparse
import os
import shlex
import subprocess
import sys
import types

import pytest

from foundation.refusals import Refused
from rollcall import __main__ as entry
from rollcall import commands
from rollcall.demo import running
from rollcall.servers import places


def rollcall(*words: str) -> subprocess.CompletedProcess:
    """The command in a process of its own, with no database named and no demo in its checkout."""
    return subprocess.run(
        [sys.executable, "-m", "rollcall", *words],
        check=False,
        capture_output=True,
        text=True,
        cwd=places.CHECKOUT,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": f"{places.CHECKOUT}:{places.CHECKOUT / 'platform'}"},
    )


@pytest.mark.parametrize("verb", commands.verbs())
def test_every_verb_teaches(verb):
    module = commands.verbs()[verb]
    assert commands.summary(module).endswith(".")
    assert commands.example(module).startswith(f"rollcall {verb}")
    examples = [line.strip().split("  ")[0] for line in module.__doc__.splitlines() if line.startswith("    rollcall ")]
    for words in map(shlex.split, examples):
        assert understood(words[1:]), words


def understood(words: list[str]) -> bool:
    try:
        commands.parser().parse_args(words)
    except SystemExit as ended:
        return ended.code == 0  # it asked for --help
    return True


def test_help_lists_every_verb_with_an_example_and_loads_no_django():
    shown = rollcall("--help")
    assert shown.returncode == 0
    for verb, module in commands.verbs().items():
        assert f"  {verb}" in shown.stdout
        assert f"$ {commands.example(module)}" in shown.stdout
    loaded = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys; from rollcall.commands import parser; parser(); print('django' in sys.modules)",
        ],
        check=True,
        capture_output=True,
        text=True,
        env={"PYTHONPATH": f"{places.CHECKOUT}:{places.CHECKOUT / 'platform'}"},
    )
    assert loaded.stdout == "False\n"


def test_an_unknown_verb_and_none_are_met_with_the_usage():
    for words in ([], ["fly"]):
        asked = rollcall(*words)
        assert asked.returncode == 2
        assert asked.stderr.startswith("usage: rollcall")


@pytest.fixture
def verb(monkeypatch):
    """Stands a verb of one's own in for all others."""

    def stand_in(run, **attributes):
        module = types.SimpleNamespace(
            __doc__="Do it.\n\n    rollcall do\n", add_arguments=lambda parser: None, run=run, WITHOUT_PROJECT=True
        )
        for name, value in attributes.items():
            setattr(module, name, value)
        monkeypatch.setattr(commands, "verbs", lambda: {"do": module})

    return stand_in


def test_a_refusal_is_one_sentence_and_status_1(verb, capsys):
    def refuse(args: argparse.Namespace) -> None:
        message = "there is no school of that name; `rollcall schools` lists them"
        raise Refused(message)

    verb(refuse)
    assert entry.main(["do"]) == 1
    assert capsys.readouterr().err == ("rollcall do: there is no school of that name; `rollcall schools` lists them\n")


def test_ctrl_c_is_status_130_and_no_traceback(verb, capsys):
    def interrupt(args: argparse.Namespace) -> None:
        raise KeyboardInterrupt

    verb(interrupt)
    assert entry.main(["do"]) == 130
    assert capsys.readouterr().err == "\nrollcall do: interrupted\n"


def test_no_status_means_done(verb):
    verb(lambda args: None)
    assert entry.main(["do"]) == 0


def test_without_a_database_or_a_demo_it_says_what_to_do(verb, monkeypatch, capsys):
    for name in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(running, "environment", lambda: None)
    verb(lambda args: None, WITHOUT_PROJECT=False)
    assert entry.main(["do"]) == 1
    assert (
        "no demo is running here. Start `rollcall demo` in another terminal, or set DATABASE_URL"
        in capsys.readouterr().err
    )
