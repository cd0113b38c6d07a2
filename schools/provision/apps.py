"""App configuration."""

from django.apps import AppConfig


class ProvisionConfig(AppConfig):
    """Who is expected elsewhere, and what is confirmed (each school's own schema)."""

    name = "schools.provision"
    label = "provision"

    def ready(self) -> None:
        """Say who sees and keeps provision, plan under two names, ask providers, and give Today its lists.

        Which roles is the product's own choice: no source gives one.
        """
        from foundation.access.permissions import Permission
        from foundation.access.policies import RolePolicy, declare
        from foundation.access.roles import Role
        from foundation.outbox.handlers import carry_out
        from foundation.ui.navigation import Item, offer
        from schools.documents.queries.owners import state_owner
        from schools.provision import tasks
        from schools.provision.operations.asking import ASK, SEND
        from schools.provision.operations.saying import SAID
        from schools.provision.pages.addresses import FILES_OF_PLACEMENT, placement_address
        from schools.provision.pages.panel import provision_panel
        from schools.provision.pages.today import may_wait, off_site, overdue, reviews
        from schools.provision.queries.placements import DUAL, ELSEWHERE
        from schools.registers.models import Entry
        from schools.registers.operations import CALENDAR_CHANGED, ROLL_CHANGED
        from schools.registers.rules.plans import PlanSource, Rank, state_source
        from schools.roll.pages.pupil_panels import offer_panel
        from schools.roll.pages.today_lists import TodayList, offer_list
        from schools.roll.queries.reach import EVERYWHERE, YEAR_HEADS, PupilPolicy, Reach

        see = Permission.SEE_PROVISION
        declare(see, PupilPolicy(Reach(school=EVERYWHERE, own_years=YEAR_HEADS)))
        keepers = RolePolicy(Role.ATTENDANCE_OFFICER, Role.HEADTEACHER, Role.SAFEGUARDING_LEAD)
        declare(Permission.KEEP_PROVISION, keepers)
        state_source(PlanSource(ELSEWHERE, Rank.EXPECTED_ELSEWHERE, "provision elsewhere"), address=placement_address)
        state_source(PlanSource(DUAL, Rank.DUE_ELSEWHERE, "due at another school"), address=placement_address)
        state_owner(FILES_OF_PLACEMENT)
        carry_out(ASK, name="provision", by=tasks.ask_providers)
        carry_out(CALENDAR_CHANGED, name="provision", by=tasks.calendar_changed)
        carry_out(ROLL_CHANGED, name="provision", by=tasks.roll_changed)
        carry_out(SEND, name="provision", by=tasks.send_asked)
        carry_out(SAID, name="provision", by=tasks.answered)
        offer(Item("school", "Off-site", "off_site", see, order=45, in_top_line=True))
        offer_panel(provision_panel, order=47)
        away = TodayList("off-site", "Off-site, not confirmed", 22, see, off_site, watches=(Entry,), waits=may_wait)
        offer_list(away)
        late = "Provision reviews overdue"
        offer_list(TodayList("provision-reviews", late, 37, see, reviews, quiet=True, waits=overdue))
