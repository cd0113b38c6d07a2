"""App configuration."""

from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    """Patterns of absence, meetings, tutor groups, and groups that are helped (each school's own schema)."""

    name = "schools.meetings"
    label = "meetings"

    def ready(self) -> None:
        """Say who sees and keeps meetings and groups, and put the pages where people find them."""
        from foundation.access.permissions import Permission
        from foundation.access.policies import declare
        from foundation.ui.navigation import Item, offer
        from schools.meetings.operations.deciding import RECAP
        from schools.meetings.pages.panel import meetings_panel
        from schools.meetings.queries import rights
        from schools.roll.pages.pupil_panels import offer_panel
        from schools.staff.rules.kinds import state_kind

        declare(Permission.SEE_MEETINGS, rights.see_meetings)
        declare(Permission.KEEP_MEETINGS, rights.keep_meetings)
        declare(Permission.SEE_LEAGUE, rights.league_policy)
        declare(Permission.SEE_HELP_GROUPS, rights.see_groups)
        declare(Permission.KEEP_HELP_GROUPS, rights.keep_groups)
        state_kind(RECAP)
        offer(
            Item(
                "school",
                "Meetings",
                "meetings",
                Permission.SEE_MEETINGS,
                order=51,
                also=("/help-groups/",),
                in_top_line=True,
            )
        )
        offer(Item("school", "Patterns", "patterns", Permission.SEE_CASES, order=52, in_top_line=True))
        offer(Item("school", "Tutor groups", "tutor_groups", Permission.SEE_LEAGUE, order=53, in_top_line=True))
        offer_panel(meetings_panel, order=27)
