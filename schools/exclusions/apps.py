"""App configuration."""

from django.apps import AppConfig


class ExclusionsConfig(AppConfig):
    """Suspensions and exclusions: the ledger, notices and their clocks, panels (each school's own schema)."""

    name = "schools.exclusions"
    label = "exclusions"

    def ready(self) -> None:
        """Say who sees, keeps and decides exclusions, and put the ledger where they find it.

        That the headteacher decides, or who acts as head, is the law's; who else sees and keeps is the product's own choice.
        """
        from django.urls import reverse

        from foundation.access.permissions import Permission
        from foundation.access.policies import declare
        from foundation.access.roles import Role
        from foundation.ui.navigation import Item, offer
        from schools.documents.queries.owners import state_owner
        from schools.exclusions.operations.absences import SOURCE
        from schools.exclusions.operations.notices import FOR_THE_CLERK
        from schools.exclusions.operations.panels import NAMED
        from schools.exclusions.pages import today
        from schools.exclusions.pages.files import COPY_OF_PACK, FILES_OF_EXCLUSION
        from schools.exclusions.pages.pupil_panel import exclusions_panel
        from schools.exclusions.queries import rights
        from schools.exclusions.queries.board import ground_o_refused
        from schools.exclusions.rules.letters import EXCLUDED, SUSPENDED
        from schools.letters.rules.kinds import state_kind as state_letter
        from schools.registers.rules.plans import state_source
        from schools.roll.operations.changes import ask_for_ground
        from schools.roll.pages.pupil_panels import offer_panel
        from schools.roll.pages.today_lists import TodayList, offer_list
        from schools.staff.rules.kinds import state_kind

        ask_for_ground(ground_o_refused)
        state_source(SOURCE, address=lambda key: reverse("exclusion", args=[key]))
        see = Permission.SEE_EXCLUSIONS
        declare(see, rights.see_policy)
        declare(Permission.SEE_EXCLUSION_PAPERS, rights.papers_policy)
        declare(Permission.KEEP_EXCLUSIONS, rights.keep_policy)
        declare(Permission.ENTER_EXCLUSIONS, rights.enter_policy)
        declare(Permission.TELL_OF_EXCLUSIONS, rights.tell_policy)
        declare(Permission.ENTER_REPRESENTATIONS, rights.represent_policy)
        declare(Permission.DECIDE_EXCLUSIONS, rights.decide_policy)
        declare(Permission.TELL_RESTRICTED, rights.lead_policy)
        declare(Permission.KEEP_BOARD, rights.board_policy)
        state_kind(FOR_THE_CLERK)
        state_letter(SUSPENDED)
        state_letter(EXCLUDED)
        declare(Permission.SET_EXCLUSIONS, rights.decide_policy)
        declare(Permission.SEE_PANELS, rights.PanelPolicy())
        state_kind(NAMED)
        state_owner(FILES_OF_EXCLUSION)
        state_owner(COPY_OF_PACK)
        self._carry_out()
        offer(Item("school", "Panels", "panels", Permission.SEE_PANELS, order=63, first_for=(Role.SCHOOL_GOVERNOR,)))
        offer_panel(exclusions_panel, order=57)
        self._tell_timelines()
        offer_list(TodayList("exclusions", "Exclusions", 25, see, today.exclusions, waits=today.recent))
        offer(Item("school", "Exclusions", "exclusions", see, order=62, in_top_line=True))

    def _carry_out(self) -> None:
        """What follows what others do."""
        from foundation.outbox.handlers import carry_out
        from schools.exclusions import tasks
        from schools.exclusions.operations.absences import FOLLOWED
        from schools.exclusions.operations.panels import PACK

        carry_out(PACK, name="exclusions", by=tasks.make_packs)
        for topic in FOLLOWED:
            carry_out(topic, name="exclusions", by=tasks.follow)

    def _tell_timelines(self) -> None:
        """What a case's timeline holds of exclusions."""
        from schools.exclusions.pages.timeline import decided_exclusions
        from schools.roll.pages.timelines import offer_timeline

        offer_timeline(decided_exclusions)
