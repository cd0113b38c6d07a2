"""App configuration."""

from django.apps import AppConfig


class AbsenceConfig(AppConfig):
    """First-day contact: ladders, attempts, hand-overs, visits, messages and replies (each school's own schema)."""

    name = "schools.absence"
    label = "absence"

    def ready(self) -> None:
        """Say who follows up absence, follow the marks, and give Today its lists.

        Which roles is the product's own choice; that it goes on to the safeguarding lead is not.
        """
        from foundation.access.permissions import Permission
        from foundation.access.policies import RolePolicy, declare
        from foundation.access.roles import Role
        from foundation.outbox.handlers import carry_out
        from schools.absence import tasks
        from schools.absence.operations.answering import ANSWERED, close_answers
        from schools.absence.operations.disagreeing import SAID_TWICE, TWO_SAID
        from schools.absence.operations.following import CHILDREN_HANDED_OVER, HANDED_OVER, LOOK
        from schools.absence.operations.replying import REPLY
        from schools.absence.operations.visits import VISIT_PLANNED
        from schools.absence.pages.today import hand_overs, no_reason
        from schools.absence.pages.today_replies import replies
        from schools.absence.pages.today_visits import home_visits, not_back
        from schools.absence.pages.told import told_panel
        from schools.absence.queries.replies import open_replies
        from schools.absence.queries.rights import FollowPolicy
        from schools.absence.queries.visits import VisitPolicy, leads_policy, planners_policy
        from schools.registers.models import Entry
        from schools.registers.operations import MARKS_CHANGED
        from schools.roll.operations.changes import when_contact_barred
        from schools.roll.pages.pupil_panels import offer_panel
        from schools.roll.pages.today_lists import TodayList, offer_list
        from schools.roll.queries.reach import EVERYWHERE, YEAR_HEADS, Reach
        from schools.staff.rules.kinds import state_kind

        follow = Permission.FOLLOW_ABSENCE
        declare(follow, FollowPolicy(Reach(school=EVERYWHERE, own_years=YEAR_HEADS)))
        declare(Permission.TAKE_HAND_OVER, leads_policy)
        declare(Permission.PLAN_VISITS, planners_policy)
        declare(Permission.SEE_VISITS, VisitPolicy())
        declare(Permission.SET_LADDER, RolePolicy(Role.ATTENDANCE_OFFICER, Role.HEADTEACHER, Role.SAFEGUARDING_LEAD))
        carry_out(MARKS_CHANGED, name="absence", by=tasks.marks_changed)
        carry_out(LOOK, name="absence", by=tasks.looked)
        carry_out(HANDED_OVER, name="absence", by=tasks.tell_the_lead)
        carry_out(ANSWERED, name="absence", by=tasks.answered)
        carry_out(REPLY, name="absence", by=tasks.replied)
        carry_out(TWO_SAID, name="absence", by=tasks.two_said)
        when_contact_barred(close_answers)
        self._write_to_families()
        state_kind(CHILDREN_HANDED_OVER)
        state_kind(SAID_TWICE)
        state_kind(VISIT_PLANNED)
        offer_panel(told_panel, order=30)
        offer_list(TodayList("not-back", "Not back from a visit", 5, follow, not_back, quiet=True))
        offer_list(TodayList("replies", "Replies", 12, follow, replies, waits=lambda _asked: open_replies()))
        offer_list(TodayList("hand-overs", "Hand-overs", 15, follow, hand_overs))
        offer_list(TodayList("visits", "Home visits", 17, follow, home_visits))
        offer_list(TodayList("no-reason", "No reason yet", 20, follow, no_reason, watches=(Entry,)))

    def _write_to_families(self) -> None:
        """Send messages, list those that wait for a person, and tell timelines what was tried."""
        from foundation.access.permissions import Permission
        from foundation.outbox.handlers import carry_out
        from schools.absence import tasks
        from schools.absence.operations.following import LOOK
        from schools.absence.operations.messages import OVER, SEND
        from schools.absence.operations.outcomes import RECEIPT
        from schools.absence.operations.sending import LOOK_AFTER
        from schools.absence.pages.messages import day_address
        from schools.absence.pages.timeline import contact_made
        from schools.absence.pages.today_messages import messages_waiting
        from schools.journal.rules import Lapse, state_lapse
        from schools.registers.pages.week import unexplained_address
        from schools.roll.pages.timelines import offer_timeline
        from schools.roll.pages.today_lists import TodayList, offer_list

        offer_timeline(contact_made)
        carry_out(SEND, name="absence", by=tasks.send_due)
        carry_out(LOOK_AFTER, name="absence", by=tasks.look_after)
        carry_out(OVER, name="absence", by=tasks.day_over)
        carry_out(RECEIPT, name="absence", by=tasks.receipts)
        waiting = TodayList("messages", "Messages to look at", 18, Permission.FOLLOW_ABSENCE, messages_waiting)
        offer_list(waiting)
        state_lapse(Lapse(SEND, "Messages to families did not go", day_address))
        state_lapse(Lapse(LOOK, "Nobody looked whom the safeguarding lead should have", unexplained_address))
