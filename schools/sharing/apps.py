"""App configuration."""

from django.apps import AppConfig


class SharingConfig(AppConfig):
    """Shares with authorities (each school's own schema)."""

    name = "schools.sharing"
    label = "sharing"

    def ready(self) -> None:
        """Carry shares to authorities and back, flag what is amended since, and say who sees them and where."""
        from foundation.access.permissions import Permission
        from foundation.access.policies import declare
        from foundation.outbox.handlers import carry_out
        from foundation.ui.navigation import Item, offer
        from schools.bundles.pages.beside import offer_beside
        from schools.cases.pages.boxes import offer_box
        from schools.registers.operations import MARKS_CHANGED
        from schools.returns.pages.carriers import Carrier, offer_carrier
        from schools.roll.pages.pupil_panels import offer_panel
        from schools.roll.pages.today_lists import TodayList, offer_list
        from schools.sharing import tasks
        from schools.sharing.operations.sharing import CARRY, EXPIRE, SAY
        from schools.sharing.pages import today
        from schools.sharing.pages.boxes import restricted_panel, shares_beside, shares_box, shares_panel
        from schools.sharing.pages.returned import more_way, way_again, way_of_file
        from schools.sharing.queries import listing, rights
        from tenants.shares.operations.answering import ACTED
        from tenants.shares.operations.indexing import WANTED_BACK

        see, prepare = Permission.SEE_AUTHORITY_SHARES, Permission.PREPARE_AUTHORITY_SHARES
        agree, keep = Permission.AGREE_AUTHORITY_SHARES, Permission.KEEP_RESTRICTED_SHARES
        declare(see, rights.see_shares)
        declare(prepare, rights.prepare_shares)
        declare(agree, rights.agree_shares)
        declare(Permission.OPEN_AUTHORITY_SHARE, rights.open_one)
        declare(Permission.WORK_ON_AUTHORITY_SHARE, rights.work_on_one)
        declare(Permission.AGREE_TO_AUTHORITY_SHARE, rights.agree_to_one)
        declare(keep, rights.keep_restricted)
        declare(Permission.SET_SHARING, rights.set_sharing)
        offer_carrier(Carrier(way_of_file, way_again, more_way))
        offer_beside(shares_beside)
        offer_box(shares_box, order=59)
        offer_panel(shares_panel, order=29)
        offer_panel(restricted_panel, order=31)
        offer(Item("school", "Shared", "authority_shares", see, order=58, in_top_line=True))
        for one in (
            TodayList(
                "authority_answers", "Answers of authorities", 30, prepare, today.authority_answers, quiet=True,
                waits=lambda _asked: listing.unseen_acts(),
            ),
            TodayList(
                "shares_to_agree", "Shares to agree to", 36, agree, today.shares_to_agree, quiet=True,
                waits=lambda _asked: listing.to_agree(),
            ),
            TodayList(
                "shares_running_out", "Shares running out", 58, prepare, today.shares_running_out, quiet=True,
                waits=lambda asked: listing.running_out(asked.today),
            ),
            TodayList(
                "restricted_shares", "Restricted shares", 35, keep, today.restricted_shares, quiet=True,
                waits=lambda asked: listing.restricted_waiting(asked.today),
            ),
        ):  # fmt: skip
            offer_list(one)
        carry_out(CARRY, name="sharing", by=tasks.carry)
        carry_out(SAY, name="sharing", by=tasks.say)
        carry_out(EXPIRE, name="sharing", by=tasks.expire)
        carry_out(MARKS_CHANGED, name="sharing", by=tasks.marks_changed, may_wait=True)
        carry_out(ACTED, name="sharing", by=tasks.acted)
        carry_out(WANTED_BACK, name="sharing", by=tasks.wanted_back)
