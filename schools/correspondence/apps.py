"""App configuration."""

from django.apps import AppConfig


class CorrespondenceConfig(AppConfig):
    """Letters that the policy has a stage write, and their translations (each school's own schema)."""

    name = "schools.correspondence"
    label = "correspondence"

    def ready(self) -> None:
        """State the kind of letter and what it rests on, and put the letters where a case is read."""
        from schools.cases.pages.boxes import offer_box
        from schools.correspondence.operations.drafting import CASE
        from schools.correspondence.operations.grounds import ground_of_case
        from schools.correspondence.pages.box import letters_box
        from schools.correspondence.rules.kind import STAGE_LETTER
        from schools.letters.operations.grounds import state_ground
        from schools.letters.rules.kinds import state_kind

        state_kind(STAGE_LETTER)
        state_ground(CASE, ground_of_case)
        offer_box(letters_box, order=40)
