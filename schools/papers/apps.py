"""App configuration."""

from django.apps import AppConfig


class PapersConfig(AppConfig):
    """Papers of a case, put together to be printed or handed over (each school's own schema)."""

    name = "schools.papers"
    label = "papers"

    def ready(self) -> None:
        """Say who prepares, approves and opens papers, put them where people look for them, and have them made."""
        from foundation.access.permissions import Permission
        from foundation.access.policies import declare
        from schools.cases.pages.boxes import offer_box
        from schools.documents.queries.owners import state_owner
        from schools.meetings.operations.listening import when_meeting_changes
        from schools.meetings.pages import boxes as meeting_boxes
        from schools.papers.operations.packs import meeting_changed
        from schools.papers.pages import boxes
        from schools.papers.pages.files import FILES_OF_PACKS, FILES_OF_PAPERS
        from schools.papers.queries import rights
        from schools.roll.pages.pupil_panels import offer_panel

        declare(Permission.PREPARE_PAPERS, rights.prepare_policy)
        declare(Permission.APPROVE_PAPERS, rights.approve_policy)
        declare(Permission.OPEN_PACKS, rights.pack_policy)
        state_owner(FILES_OF_PAPERS)
        state_owner(FILES_OF_PACKS)
        offer_box(boxes.papers_box, order=60)
        offer_panel(boxes.page_panel, order=26)
        meeting_boxes.offer_box(boxes.pack_box)
        when_meeting_changes(meeting_changed)
        self._carry_out()

    def _carry_out(self) -> None:
        """What the worker does."""
        from foundation.outbox.handlers import carry_out
        from schools.cases.operations.acting import CASE_CHANGED
        from schools.papers import tasks
        from schools.papers.operations.packs import REMAKE
        from schools.papers.operations.papers import MAKE
        from schools.registers.operations import MARKS_CHANGED

        carry_out(MAKE, name="papers", by=tasks.make_papers)
        carry_out(REMAKE, name="papers", by=tasks.make_packs)
        carry_out(CASE_CHANGED, name="papers", by=tasks.case_changed)
        carry_out(MARKS_CHANGED, name="papers", by=tasks.marks_changed, may_wait=True)
