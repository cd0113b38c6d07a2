"""Which roles a policy gives work to, and what of it."""

from foundation.access.roles import Role
from schools.policy.rules.holders import work_of_roles
from tests.rules.policies.documents import small


def test_owners_and_approvers_of_stages_actions_and_letters_are_named_each_work_once() -> None:
    lead = small('key = "thanks"\napprover = "attendance_officer"', 'key = "thanks"\napprover = "headteacher"')
    work = work_of_roles(lead)
    assert set(work) == {Role.ATTENDANCE_OFFICER, Role.HEAD_OF_YEAR, Role.HEADTEACHER}
    assert work[Role.ATTENDANCE_OFFICER] == (
        "owns Monitor",
        "does “look” of Monitor",
        "owns Listen and understand",
        "does “talk” of Listen and understand",
        "approves the letter “we_noticed”",
    )
    assert work[Role.HEAD_OF_YEAR] == ("approves Monitor", "approves Listen and understand")
    assert work[Role.HEADTEACHER] == ("approves the letter “thanks”",)
