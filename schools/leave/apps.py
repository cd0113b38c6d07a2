"""App configuration."""

from django.apps import AppConfig


class LeaveConfig(AppConfig):
    """Leave of absence, part-time timetables, study leave: asked for, decided, planned (each school's own schema)."""

    name = "schools.leave"
    label = "leave"

    def ready(self) -> None:
        """Say who asks and who decides, plan under our names, and put on Today what waits."""
        from foundation.access.permissions import Permission
        from foundation.access.policies import RolePolicy, declare
        from foundation.access.roles import Role
        from foundation.outbox.handlers import carry_out
        from foundation.ui.navigation import Item, offer
        from schools.leave import tasks
        from schools.leave.operations.asking import WAITS
        from schools.leave.operations.links import ASKED, close_asking
        from schools.leave.operations.planning import LEAVE, RECORDED
        from schools.leave.operations.telling import LEAVE_WAITS
        from schools.leave.pages.panel import leave_panel
        from schools.leave.pages.today import away, not_back, to_decide
        from schools.leave.pages.words import source_address
        from schools.leave.queries.rights import deciders_policy, keepers_policy, seers_policy
        from schools.registers.models import Entry
        from schools.registers.rules.plans import state_source
        from schools.roll.operations.changes import when_contact_barred
        from schools.roll.pages.pupil_panels import offer_panel
        from schools.roll.pages.today_lists import TodayList, offer_list
        from schools.staff.rules.kinds import state_kind

        declare(Permission.SEE_LEAVE, seers_policy)
        declare(Permission.KEEP_LEAVE, keepers_policy)
        declare(Permission.DECIDE_LEAVE, deciders_policy)
        declare(Permission.SET_LEAVE_POLICY, RolePolicy(Role.HEADTEACHER))
        offer(Item("school", "Leave", "leave", Permission.SEE_LEAVE, order=60, in_top_line=True))
        for source in (LEAVE, RECORDED):
            state_source(source, address=source_address)
        carry_out(ASKED, name="leave", by=tasks.asked)
        carry_out(WAITS, name="leave", by=tasks.waits)
        state_kind(LEAVE_WAITS)
        when_contact_barred(close_asking)
        see = Permission.SEE_LEAVE
        offer_list(TodayList("not-returned", "Not back from leave", 16, see, not_back, watches=(Entry,), quiet=True))
        offer_list(TodayList("away", "Away without leave", 23, see, away, watches=(Entry,)))
        offer_list(TodayList("leave", "Leave to decide", 33, see, to_decide))
        offer_panel(leave_panel, order=40)
