"""App configuration."""

from django.apps import AppConfig


class PenaltiesConfig(AppConfig):
    """Penalty notices to parents, and the legal steps beside them (each school's own schema)."""

    name = "schools.penalties"
    label = "penalties"

    def ready(self) -> None:
        """Say who sees and works on notices, put them where a case is read, and tell a pupil's next school of them."""
        from foundation.access.permissions import Permission
        from foundation.access.policies import declare
        from foundation.ui.navigation import Item, offer
        from schools.cases.pages.boxes import offer_box
        from schools.documents.queries.owners import state_owner
        from schools.moved.rules.offered import offer_facts
        from schools.penalties.pages.boxes import ledger_box
        from schools.penalties.pages.files import FILES_OF_STEP
        from schools.penalties.queries import rights
        from schools.penalties.queries.told import penalties_told

        declare(Permission.SEE_PENALTIES, rights.see_penalties)
        declare(Permission.WORK_PENALTIES, rights.work_penalties)
        state_owner(FILES_OF_STEP)
        offer_facts(penalties_told)
        offer_box(ledger_box, order=50)
        see = Permission.SEE_PENALTIES
        offer(Item("school", "Penalty notices", "penalties", see, order=56, also=("/legal-steps/",), in_top_line=True))
