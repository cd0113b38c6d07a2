"""Who agrees to a stage: whom the policy names, and those who write every part of a case."""

import pytest

from foundation.access.roles import Role
from schools.decisions.rules.agreeing import approver_of, decides_anything, may_raise
from schools.policy.rules.cited import CitedPolicy
from tenants.policies.rules.default import default_policy

POLICY = CitedPolicy(default_policy())


def test_those_who_write_every_part_decide_anything() -> None:
    assert decides_anything() == {Role.SAFEGUARDING_LEAD, Role.HEADTEACHER}


@pytest.mark.parametrize(
    ("role", "listen", "support"),
    [
        (Role.ATTENDANCE_OFFICER, True, False),
        (Role.HEAD_OF_YEAR, False, True),
        (Role.SENIOR_LEADER, False, False),
        (Role.CLASS_TEACHER, False, False),
        (Role.SAFEGUARDING_LEAD, True, True),
        (Role.HEADTEACHER, True, True),
    ],
)
def test_a_stage_is_for_whom_the_policy_names(role: Role, listen: bool, support: bool) -> None:
    assert (may_raise({role}, "listen", POLICY), may_raise({role}, "support", POLICY)) == (listen, support)


def test_a_person_who_acts_in_two_roles_has_the_rights_of_both() -> None:
    assert may_raise({Role.ATTENDANCE_OFFICER, Role.HEAD_OF_YEAR}, "support", POLICY)
    assert not may_raise(frozenset(), "support", POLICY)


def test_a_stage_the_policy_does_not_have_has_no_approver() -> None:
    assert approver_of("gone", POLICY) is None
