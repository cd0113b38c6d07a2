"""App configuration."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Cases: opened, worked on by tasks, offers and plans, closed (each school's own schema)."""

    name = "schools.cases"
    label = "cases"

    def ready(self) -> None:
        """Say who sees and does what, by the table in `rules/rights.toml`, and put cases where people find them."""
        from foundation.access.permissions import Permission
        from foundation.access.policies import RolePolicy, declare
        from foundation.access.roles import Role
        from foundation.ui.navigation import Item, offer
        from schools.cases.operations.giving import CASES_GIVEN
        from schools.cases.operations.work import TASKS_GIVEN
        from schools.cases.pages.files import FILES_OF_CASE
        from schools.cases.pages.panel import case_panel
        from schools.cases.pages.today import tasks_due
        from schools.cases.queries import rights
        from schools.cases.queries.cases import open_case_tasks
        from schools.documents.queries.owners import state_owner
        from schools.roll.pages.pupil_panels import offer_panel
        from schools.roll.pages.today_lists import TodayList, offer_list
        from schools.staff.rules.kinds import state_kind

        declare(Permission.SEE_CASES, rights.see_policy)
        declare(Permission.WORK_CASES, rights.work_policy)
        declare(Permission.SET_CASE_STAGES, rights.stage_policy)
        declare(Permission.SEE_CASE_PLAN, rights.plan_policy)
        declare(Permission.DO_CASE_TASKS, rights.task_policy)
        declare(Permission.SEE_SENSITIVE_BARRIERS, rights.sensitive_policy)
        declare(Permission.SEE_RESTRICTED_NOTES, rights.note_policy)
        declare(Permission.KEEP_RESTRICTED_NOTES, rights.restricted_policy)
        declare(Permission.KEEP_BARRIERS, RolePolicy(Role.SAFEGUARDING_LEAD, Role.HEADTEACHER))
        offer(Item("school", "Cases", "cases", Permission.SEE_CASES, order=50))
        offer(Item("school", "Plans", "case_plans", Permission.SEE_CASE_PLAN, order=61, in_top_line=True))
        state_owner(FILES_OF_CASE)
        state_kind(CASES_GIVEN)
        state_kind(TASKS_GIVEN)
        offer_panel(case_panel, order=25)
        see = Permission.SEE_CASES
        offer_list(TodayList("cases", "Case tasks due", 26, see, tasks_due, waits=lambda _asked: open_case_tasks()))
