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
        from schools.documents.queries.owners import state_owner
        from schools.leave import tasks
        from schools.leave.operations.asking import WAITS
        from schools.leave.operations.exams import STUDY
        from schools.leave.operations.link_sending import SEND_LINK
        from schools.leave.operations.links import ASKED, close_asking
        from schools.leave.operations.planning import EXAM_LEAVE, LEAVE, PART_TIME, RECORDED
        from schools.leave.operations.telling import LEAVE_WAITS
        from schools.leave.pages.files import OWNERS
        from schools.leave.pages.panel import leave_panel
        from schools.leave.pages.part_time import timetable_address
        from schools.leave.pages.timeline import decided_leave
        from schools.leave.pages.words import exams_address, source_address
        from schools.leave.queries.rights import deciders_policy, keepers_policy, seers_policy
        from schools.leave.rules.letters import DECISION, PART_TIME_AGREED
        from schools.letters.rules.kinds import state_kind as state_letter
        from schools.registers.rules.plans import state_source
        from schools.roll.operations.changes import when_contact_barred
        from schools.roll.pages.pupil_panels import offer_panel
        from schools.roll.pages.timelines import offer_timeline
        from schools.staff.rules.kinds import state_kind

        declare(Permission.SEE_LEAVE, seers_policy)
        declare(Permission.KEEP_LEAVE, keepers_policy)
        declare(Permission.DECIDE_LEAVE, deciders_policy)
        declare(Permission.SET_LEAVE_POLICY, RolePolicy(Role.HEADTEACHER))
        offer(Item("school", "Leave", "leave", Permission.SEE_LEAVE, order=60, in_top_line=True))
        for source in (LEAVE, RECORDED):
            state_source(source, address=source_address)
        state_source(PART_TIME, address=timetable_address)
        carry_out(ASKED, name="leave", by=tasks.asked)
        state_source(EXAM_LEAVE, address=exams_address)
        carry_out(STUDY, name="leave", by=tasks.study)
        carry_out(SEND_LINK, name="leave", by=tasks.send_links)
        carry_out(WAITS, name="leave", by=tasks.waits)
        state_kind(LEAVE_WAITS)
        when_contact_barred(close_asking)
        for owner in OWNERS:
            state_owner(owner)
        for letter in (DECISION, PART_TIME_AGREED):
            state_letter(letter)
        offer_panel(leave_panel, order=40)
        offer_timeline(decided_leave)
        self._put_on_today()

    def _put_on_today(self) -> None:
        """What waits for a person."""
        from foundation.access.permissions import Permission
        from schools.leave.pages.part_time import part_time, to_tell
        from schools.leave.pages.today import away, not_back, to_decide
        from schools.leave.queries.part_time import open_tasks, open_timetables
        from schools.leave.queries.requests import waiting
        from schools.leave.queries.taken import decided_lately, not_seen_since
        from schools.registers.models import Entry
        from schools.roll.pages.today_lists import TodayList, offer_list

        see, lead, marks = Permission.SEE_LEAVE, Permission.SEE_RESTRICTED_FLAGS, (Entry,)
        offer_list(
            TodayList(
                "not-returned",
                "Not back from leave",
                16,
                see,
                not_back,
                watches=marks,
                quiet=True,
                waits=lambda asked: not_seen_since(asked.today),
            )
        )
        offer_list(
            TodayList("to-tell", "Part-time: whom to tell", 19, lead, to_tell, quiet=True, waits=lambda _: open_tasks())
        )
        lately = TodayList(
            "away", "Away without leave", 23, see, away, watches=marks, waits=lambda asked: decided_lately(asked.today)
        )
        offer_list(lately)
        offer_list(TodayList("part-time", "Part-time", 28, see, part_time, waits=lambda _: open_timetables()))
        offer_list(TodayList("leave", "Leave to decide", 33, see, to_decide, waits=lambda _: waiting()))
