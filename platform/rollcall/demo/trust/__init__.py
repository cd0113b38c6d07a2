"""The invented trust of the demo: children, rolls and two years of registers, from one seed.

The generator (`invention.invent`) is plain Python and needs no database; `build` puts what it makes into one.
"""

from collections.abc import Callable


def build(say: Callable[[str], None]) -> None:
    """Make the invented trust where it is not there yet; `say` is told of each step. Runs with the owner's login."""
    from rollcall.demo.trust.building import build as build_in_database  # only here: the rest needs no Django

    build_in_database(say)
