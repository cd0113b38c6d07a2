"""App configuration."""

from django.apps import AppConfig


class DecisionsConfig(AppConfig):
    """Stages decided by the policy, answered by people and kept (each school's own schema)."""

    name = "schools.decisions"
    label = "decisions"

    def ready(self) -> None:
        """Decide anew whenever something changes, follow what people do by hand, and say who sees and answers."""
        from foundation.access.permissions import Permission
        from foundation.access.policies import declare
        from foundation.outbox.handlers import carry_out
        from schools.cases.operations.acting import CASE_CHANGED
        from schools.cases.operations.listening import when_turned
        from schools.cases.pages.boxes import offer_box
        from schools.cases.queries.now import state_stage_now
        from schools.decisions import tasks
        from schools.decisions.operations.answering import HANDED_ON
        from schools.decisions.operations.handing_on import WAITS_FOR_YOU
        from schools.decisions.operations.looking import NIGHT
        from schools.decisions.operations.standing import turned_by_hand
        from schools.decisions.operations.taking_over import take_over
        from schools.decisions.pages.boxes import decision_box, stage_panel
        from schools.decisions.pages.waiting import decisions_waiting
        from schools.decisions.queries import decided
        from schools.decisions.queries.asking import stage_now
        from schools.decisions.queries.carried import stages_agreed
        from schools.moved.operations.taking_stages import state_taker
        from schools.moved.rules.offered import offer_facts
        from schools.policy.operations.working_out import POLICY_CHANGED
        from schools.registers.operations import CALENDAR_CHANGED, MARKS_CHANGED, ROLL_CHANGED
        from schools.roll.pages.pupil_panels import offer_panel
        from schools.roll.pages.today_lists import TodayList, offer_list
        from schools.staff.rules.kinds import state_kind

        declare(Permission.SEE_DECISIONS, decided.see_policy)
        declare(Permission.ANSWER_DECISIONS, decided.answer_policy)
        declare(Permission.AGREE_DECISIONS, decided.agree_policy)
        carry_out(MARKS_CHANGED, name="decisions", by=tasks.marks_changed, may_wait=True)
        carry_out(HANDED_ON, name="decisions", by=tasks.handed_on)
        state_kind(WAITS_FOR_YOU)
        carry_out(CASE_CHANGED, name="decisions", by=tasks.case_changed)
        for topic in (ROLL_CHANGED, CALENDAR_CHANGED, POLICY_CHANGED, NIGHT):
            carry_out(topic, name="decisions", by=tasks.look_again)
        when_turned(turned_by_hand)
        offer_facts(stages_agreed)
        state_taker(take_over)
        state_stage_now(stage_now)
        offer_box(decision_box, order=10)
        offer_panel(stage_panel, order=24)
        see = Permission.SEE_DECISIONS
        offer_list(
            TodayList(
                "decisions",
                "Decisions waiting",
                27,
                see,
                decisions_waiting,
                waits=lambda _asked: decided.anything_waits(),
            )
        )
