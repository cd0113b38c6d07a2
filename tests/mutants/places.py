"""Which modules are changed, and which tests are asked."""

from functools import cache
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]

#: The rooms whose rules, queries and operations decide what is counted, kept and shown.
ROOMS: Final = (
    "schools/registers",
    "schools/roll",
    "schools/intake",
    "trust_reporting/figures",
    "trust_reporting/comparison",
)
LAYERS: Final = ("rules", "queries", "operations")

#: Whose tests are asked: these rooms' own, and those of what shows or fills them. Journeys, and trials by killing, start
#: programs of their own.
TESTS: Final = (
    "tests/rules",
    "tests/schools/registers",
    "tests/schools/roll",
    "tests/schools/pupils",
    "tests/schools/reports",
    "tests/schools/intake",
    "tests/schools/test_august.py",
    "tests/trust_reporting",
    "tests/integrations",
)
LEFT_OUT: Final = ("tests/schools/intake/test_killed.py",)


def modules() -> list[str]:
    """The modules that may be changed, as paths under the checkout."""
    found = []
    for room in ROOMS:
        for layer in LAYERS:
            found += [ROOT / room / f"{layer}.py", *(ROOT / room / layer).glob("*.py")]
    return sorted(str(path.relative_to(ROOT)) for path in found if path.exists() and path.stat().st_size)


@cache
def text_of(path: str) -> str:
    """A module as it was when it was first asked for: the checkout may change while mutants are tried."""
    return (ROOT / path).read_text(encoding="utf-8")
