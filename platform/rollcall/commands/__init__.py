"""The verbs of the `rollcall` command, one module each: `rollcall migrate` is `rollcall/commands/migrate.py`.

A verb's module has

* a docstring: its first line is the summary in `rollcall --help`, and the indented lines that start with
  `rollcall` are its examples;
* `add_arguments(parser)`, which declares what the verb takes;
* `run(args)`, which does it and returns the exit status (None means 0). A refusal (`foundation.refusals`) is told to the
  person, in its words and without a traceback. Django is set up before `run` is called and imported only inside it, so
  that `rollcall --help` answers at once;
* optionally `FOR_OWNER = True`, for a verb that changes tables or makes places: all others are refused the owner's login;
* optionally `WITHOUT_PROJECT = True`, for a verb that needs neither settings nor a database (`demo`, which makes them).

A trailing underscore keeps Python's keywords out of the way: `import_.py` is the verb `import`.
"""

import argparse
import importlib
import pkgutil
from types import ModuleType


def verbs() -> dict[str, ModuleType]:
    """Every verb and its module, in alphabetical order."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__) if not module.name.startswith("_"))
    return {name.rstrip("_").replace("_", "-"): importlib.import_module(f"{__name__}.{name}") for name in names}


def summary(module: ModuleType) -> str:
    """The first line of a verb's docstring."""
    return (module.__doc__ or "").strip().splitlines()[0]


def example(module: ModuleType) -> str:
    """The first example in a verb's docstring."""
    lines = (line.strip() for line in (module.__doc__ or "").splitlines() if line.startswith("    rollcall "))
    return next(lines)


def parser() -> argparse.ArgumentParser:
    """The whole command line, with a lesson for each verb."""
    known = verbs()
    lessons = "\n".join(
        f"  {name:<9} {summary(module)}\n            $ {example(module)}" for name, module in known.items()
    )
    whole = argparse.ArgumentParser(
        prog="rollcall",
        description="Attendance and inclusion casework for English multi-academy trusts.",
        epilog=f"{lessons}\n\n`rollcall VERB --help` says more about each.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        usage="rollcall VERB [...]",
    )
    choices = whole.add_subparsers(dest="verb", prog="rollcall", required=True, metavar="VERB", help=argparse.SUPPRESS)
    for name, module in known.items():
        verb = choices.add_parser(
            name, description=module.__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False
        )
        module.add_arguments(verb)
        verb.set_defaults(module=module)
    return whole
