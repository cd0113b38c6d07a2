"""App configuration."""

from django.apps import AppConfig


class BundlesConfig(AppConfig):
    """Bundles of evidence for an authority, frozen as they stood (each school's own schema)."""

    name = "schools.bundles"
    label = "bundles"

    def ready(self) -> None:
        """Say who sees, prepares and freezes bundles, put them on a case's page, and have their files made."""
        from foundation.access.permissions import Permission
        from foundation.access.policies import declare
        from foundation.outbox.handlers import carry_out
        from schools.bundles import tasks
        from schools.bundles.operations.bundles import MAKE
        from schools.bundles.pages import boxes
        from schools.bundles.pages.files import FILES
        from schools.bundles.queries import rights
        from schools.cases.pages.boxes import offer_box
        from schools.documents.queries.owners import state_owner

        declare(Permission.SEE_BUNDLES, rights.see_bundles)
        declare(Permission.PREPARE_BUNDLES, rights.prepare_bundles)
        declare(Permission.FREEZE_BUNDLES, rights.sign_bundles)
        state_owner(FILES)
        offer_box(boxes.bundles_box, order=58)
        carry_out(MAKE, name="bundles", by=tasks.make_bundles)
