"""App configuration."""

from django.apps import AppConfig


class PupilsConfig(AppConfig):
    """The list of pupils, one pupil, search, and who saw or changed one (code only)."""

    name = "schools.pupils"
    label = "pupils"

    def ready(self) -> None:
        """Put the pupils in the rail and the search in the top line; say who may see who saw a pupil."""
        from foundation.access import policies
        from foundation.access.permissions import Permission
        from foundation.ui.navigation import Item, offer, offer_search
        from schools.roll.queries.reach import LEADERS, PupilPolicy, Reach

        policies.declare(Permission.SEE_PUPIL_HISTORY, PupilPolicy(Reach(school=LEADERS)))
        offer(
            Item("school", "Pupils", "pupils", Permission.SEE_PUPILS, order=30, also=("/roll/", "/groups/", "/search/"))
        )
        offer_search("school", "search", Permission.FIND_PUPILS, hint="Pupil or form")
