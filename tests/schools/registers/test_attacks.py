"""What somebody hostile may try on a register: no token, foreign keys, bytes no text holds, looks without a trace."""

import pytest

from foundation.access.roles import Role
from tests.schools.registers.taking import Taking, taking
from tests.world import World

OFFICER = Role.ATTENDANCE_OFFICER


@pytest.fixture
def morning(world: World, monkeypatch: pytest.MonkeyPatch) -> Taking:
    """08:55 on Thursday 19 November 2026."""
    return taking(world, monkeypatch)


def test_a_save_without_the_pages_token_is_refused(morning: Taking) -> None:
    """The framework exempts its views from the CSRF check; ours is held to it like any form."""
    morning.clients[OFFICER].handler.enforce_csrf_checks = True
    assert morning.save(morning.mark(0, "/")).status_code == 403
    assert morning.marks() == {}
