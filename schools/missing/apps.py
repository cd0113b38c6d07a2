"""App configuration."""

from django.apps import AppConfig


class MissingConfig(AppConfig):
    """Children who cannot be found, or leave: searches, home education, removals, coming back (each school's own schema)."""

    name = "schools.missing"
    label = "missing"

    def ready(self) -> None:
        """Have the roll ask for what grounds (f), (h) and (i) need, and put this room where a case and Today are read.

        Who sees and works on these cases is who does of any case; that the head approves a removal is the product's choice.
        """
        from foundation.access.permissions import Permission
        from foundation.access.policies import declare
        from foundation.ui.navigation import Item, offer
        from schools.calendar.queries import calendar_for
        from schools.cases.pages.boxes import offer_box
        from schools.missing.pages.box import missing_box
        from schools.missing.pages.today import children_missing, waiting_for_head
        from schools.missing.queries.marking import in_a_run
        from schools.missing.queries.rights import approve_policy
        from schools.missing.queries.standing import asked_of_head, removal_refused
        from schools.roll.operations.changes import ask_for_ground
        from schools.roll.pages.today_lists import TodayList, offer_list

        see, work, approve = Permission.SEE_CASES, Permission.WORK_CASES, Permission.APPROVE_REMOVALS
        declare(approve, approve_policy)
        ask_for_ground(removal_refused)
        offer_box(missing_box, order=15)
        offer_list(
            TodayList(
                "missing_children",
                "Children missing",
                13,
                work,
                children_missing,
                quiet=True,
                waits=lambda asked: in_a_run(calendar_for(asked.member), asked.today),
            )
        )
        waits = TodayList(
            "removals",
            "Removals to approve",
            34,
            approve,
            waiting_for_head,
            quiet=True,
            waits=lambda _asked: asked_of_head(),
        )
        offer_list(waits)
        offer(Item("school", "Children missing", "missing", see, order=57, in_top_line=True))
