"""App configuration."""

from django.apps import AppConfig


class SharingConfig(AppConfig):
    """Shares with authorities (each school's own schema)."""

    name = "schools.sharing"
    label = "sharing"

    def ready(self) -> None:
        """Carry shares to authorities and back, and flag what is amended beside the extracts they hold."""
        from foundation.access.permissions import Permission
        from foundation.access.policies import declare
        from foundation.outbox.handlers import carry_out
        from schools.registers.operations import MARKS_CHANGED
        from schools.returns.pages.carriers import Carrier, offer_carrier
        from schools.sharing import tasks
        from schools.sharing.operations.sharing import CARRY, EXPIRE, SAY
        from schools.sharing.pages.returned import more_way, way_again, way_of_file
        from tenants.shares.operations.answering import ACTED
        from tenants.shares.operations.indexing import WANTED_BACK

        offer_carrier(Carrier(way_of_file, way_again, more_way))
        from schools.sharing.queries import rights

        declare(Permission.SEE_AUTHORITY_SHARES, rights.see_shares)
        declare(Permission.PREPARE_AUTHORITY_SHARES, rights.prepare_shares)
        declare(Permission.AGREE_AUTHORITY_SHARES, rights.agree_shares)
        declare(Permission.SET_SHARING, rights.set_sharing)
        carry_out(CARRY, name="sharing", by=tasks.carry)
        carry_out(SAY, name="sharing", by=tasks.say)
        carry_out(EXPIRE, name="sharing", by=tasks.expire)
        carry_out(MARKS_CHANGED, name="sharing", by=tasks.marks_changed)
        carry_out(ACTED, name="sharing", by=tasks.acted)
        carry_out(WANTED_BACK, name="sharing", by=tasks.wanted_back)
