"""App configuration."""

from django.apps import AppConfig


class ImprovementConfig(AppConfig):
    """Notices to improve (each school's own schema)."""

    name = "schools.improvement"
    label = "improvement"

    def ready(self) -> None:
        """Say who sees, works on and approves notices, and put them where a case is read and where work waits."""
        from foundation.access.permissions import Permission
        from foundation.access.policies import declare
        from foundation.outbox.handlers import carry_out
        from foundation.ui.navigation import Item, offer
        from schools.cases.pages.boxes import offer_box
        from schools.improvement import tasks
        from schools.improvement.operations.following import ground_of_notice
        from schools.improvement.operations.holding import ABOUT
        from schools.improvement.operations.notices import BEGINS
        from schools.improvement.pages.listing import notices_box, notices_waiting, waiting
        from schools.improvement.queries import rights
        from schools.improvement.rules.kind import NOTICE_LETTER
        from schools.letters.operations.filing import FILE
        from schools.letters.operations.grounds import state_ground
        from schools.letters.rules.kinds import state_kind
        from schools.roll.pages.today_lists import TodayList, offer_list

        see = Permission.SEE_IMPROVEMENT
        declare(see, rights.see_notices)
        declare(Permission.WORK_IMPROVEMENT, rights.work_notices)
        declare(Permission.APPROVE_IMPROVEMENT, rights.approve_notices)
        state_kind(NOTICE_LETTER)
        state_ground(ABOUT, ground_of_notice)
        carry_out(FILE, name="improvement", by=tasks.letters_left)
        carry_out(BEGINS, name="improvement", by=tasks.begins)
        offer_box(notices_box, order=44)
        offer_list(TodayList("improvement", "Notices to improve", 29, see, notices_waiting, waits=waiting, quiet=True))
        offer(Item("school", "Notices to improve", "improvements", see, order=55, in_top_line=True))
