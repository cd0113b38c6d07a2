"""App configuration."""

from django.apps import AppConfig


class RollConfig(AppConfig):
    """Pupils, admissions, placements, contacts, households and flags (each school's own schema)."""

    name = "schools.roll"
    label = "roll"

    def ready(self) -> None:
        """Say who may see and change what of the roll, offer its panels and list, and tell schools of one another."""
        from foundation.access.permissions import Permission
        from foundation.access.policies import RolePolicy, declare
        from foundation.database.hiding import hide_rows
        from foundation.outbox.handlers import carry_out
        from schools.roll.pages.formless import formless, waiting
        from schools.roll.pages.people_around import contacts_panel, working_with_panel
        from schools.roll.pages.pupil_panels import offer_panel
        from schools.roll.pages.today_lists import TodayList, offer_list
        from schools.roll.queries.reach import (
            EVERYWHERE,
            LEADERS,
            OFFICERS,
            RECEPTION,
            TEACHERS,
            YEAR_HEADS,
            PupilPolicy,
            Reach,
        )
        from schools.roll.queries.related import HIDDEN_FROM
        from schools.roll.tasks import tell_of_schools
        from tenants.trusts.models import SCHOOLS_CHANGED

        seen = Reach(school=EVERYWHERE, own_years=YEAR_HEADS, own_groups=TEACHERS)
        found = Reach(school=EVERYWHERE | RECEPTION, own_years=YEAR_HEADS, own_groups=TEACHERS)
        declare(Permission.FIND_PUPILS, PupilPolicy(found))
        declare(Permission.SEE_PUPILS, PupilPolicy(seen))
        declare(Permission.SEE_PUPIL_TOTALS, PupilPolicy(seen))
        declare(Permission.SEE_CONTACTS, PupilPolicy(Reach(school=EVERYWHERE, own_years=YEAR_HEADS)))
        declare(Permission.SEE_RESTRICTED_FLAGS, PupilPolicy(Reach(school=LEADERS)))
        declare(Permission.KEEP_RELATED_STAFF, RolePolicy(*LEADERS))
        hide_rows(HIDDEN_FROM)
        declare(Permission.CHANGE_ROLL, PupilPolicy(Reach(school=OFFICERS)))
        offer_panel(contacts_panel, order=10)
        offer_panel(working_with_panel, order=20)
        offer_list(TodayList("formless", "In no form", 11, Permission.SEE_PUPILS, formless, quiet=True, waits=waiting))
        carry_out(SCHOOLS_CHANGED, name="roll", by=tell_of_schools)
