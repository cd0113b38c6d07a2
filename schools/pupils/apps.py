"""App configuration."""

from django.apps import AppConfig


class PupilsConfig(AppConfig):
    """The list of pupils, one pupil, search, and who saw or changed one (code only)."""

    name = "schools.pupils"
    label = "pupils"

    def ready(self) -> None:
        """Put the pupils in the rail and the search in the top line; say who may see who saw a pupil, and keep files."""
        from foundation.access import policies
        from foundation.access.permissions import Permission
        from foundation.ui.navigation import Item, offer, offer_search
        from schools.documents.queries.owners import state_owner
        from schools.pupils.pages.files import FILES_OF_PUPIL, files_panel
        from schools.pupils.pages.today_files import files_to_send, files_waiting
        from schools.roll.pages.pupil_panels import offer_panel
        from schools.roll.pages.today_lists import TodayList, offer_list
        from schools.roll.queries.reach import LEADERS, OFFICERS, PupilPolicy, Reach

        policies.declare(Permission.SEE_PUPIL_HISTORY, PupilPolicy(Reach(school=LEADERS)))
        policies.declare(Permission.KEEP_PUPIL_FILES, PupilPolicy(Reach(school=OFFICERS | LEADERS)))
        state_owner(FILES_OF_PUPIL)
        offer_panel(files_panel, order=60)
        send = Permission.SEND_DOCUMENTS
        offer_list(TodayList("files", "Files to send again", 62, send, files_to_send, quiet=True, waits=files_waiting))
        offer(
            Item("school", "Pupils", "pupils", Permission.SEE_PUPILS, order=30, also=("/roll/", "/groups/", "/search/"))
        )
        offer_search("school", "search", Permission.FIND_PUPILS, hint="Pupil or form")
