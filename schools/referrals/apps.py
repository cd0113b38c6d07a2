"""App configuration."""

from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    """Services, referrals to them, and what was shared with whom (each school's own schema)."""

    name = "schools.referrals"
    label = "referrals"

    def ready(self) -> None:
        """Say who sees and sends referrals and keeps the directory, and put them where a case and a pupil are read."""
        from foundation.access.permissions import Permission
        from foundation.access.policies import declare
        from foundation.outbox.handlers import carry_out
        from foundation.ui.navigation import Item, offer
        from schools.cases.pages.boxes import offer_box
        from schools.documents.queries.owners import state_owner
        from schools.letters.operations.filing import FILE
        from schools.letters.operations.grounds import state_ground
        from schools.letters.rules.kinds import state_kind
        from schools.referrals import tasks
        from schools.referrals.operations.holding import ABOUT
        from schools.referrals.operations.sending import ground_of_referral
        from schools.referrals.pages.boxes import referrals_box, referrals_panel
        from schools.referrals.pages.files import FILES_SENT
        from schools.referrals.queries import rights
        from schools.referrals.rules.kind import REFERRAL_LETTER
        from schools.roll.pages.pupil_panels import offer_panel

        declare(Permission.SEE_REFERRALS, rights.see_referrals)
        declare(Permission.WORK_REFERRALS, rights.work_referrals)
        declare(Permission.LEAD_REFERRALS, rights.lead_referrals)
        declare(Permission.SEE_SERVICES, rights.see_services)
        declare(Permission.KEEP_SERVICES, rights.keep_services)
        declare(Permission.SEE_SHARES, rights.see_shares)
        state_kind(REFERRAL_LETTER)
        state_ground(ABOUT, ground_of_referral)
        state_owner(FILES_SENT)
        carry_out(FILE, name="referrals", by=tasks.letters_left)
        offer_box(referrals_box, order=30)
        offer_panel(referrals_panel, order=28)
        see = Permission.SEE_REFERRALS
        offer(
            Item("school", "Referrals", "referrals", see, order=54, also=("/services/", "/shares/"), in_top_line=True)
        )
