"""App configuration."""

from django.apps import AppConfig


class LettersConfig(AppConfig):
    """Letters: templates, drafts, what was approved, printed, sent and kept as sent (each school's own schema)."""

    name = "schools.letters"
    label = "letters"

    def ready(self) -> None:
        """Say who writes letters, who approves them and who keeps their texts; send them; state the plain kind.

        Which roles is the product's own choice; rooms above say of their kinds who approves them.
        """
        from foundation.access.permissions import Permission
        from foundation.access.policies import RolePolicy, declare
        from foundation.access.roles import Role
        from foundation.outbox.handlers import carry_out
        from foundation.ui.navigation import Item, offer
        from schools.absence.operations.outcomes import RECEIPT
        from schools.documents.queries.owners import state_owner
        from schools.letters import tasks
        from schools.letters.operations.filing import FILE
        from schools.letters.operations.sending import LOOK_AFTER, SEND
        from schools.letters.pages.kept import FILES_OF_LETTERS
        from schools.letters.pages.pupil_letters import letters_panel
        from schools.letters.pages.timeline import letters_gone
        from schools.letters.pages.today_letters import letters_waiting, waiting
        from schools.letters.rules.kinds import TO_A_PARENT, state_kind
        from schools.roll.pages.pupil_panels import offer_panel
        from schools.roll.pages.timelines import offer_timeline
        from schools.roll.pages.today_lists import TodayList, offer_list
        from schools.roll.queries.reach import EVERYWHERE, YEAR_HEADS, PupilPolicy, Reach

        declare(Permission.WRITE_LETTERS, PupilPolicy(Reach(school=EVERYWHERE, own_years=YEAR_HEADS)))
        declare(Permission.APPROVE_LETTERS, RolePolicy(*EVERYWHERE))
        declare(Permission.KEEP_LETTER_TEXTS, RolePolicy(Role.ATTENDANCE_OFFICER, Role.HEADTEACHER))
        offer(Item("school", "Letters", "letters", Permission.WRITE_LETTERS, order=66, in_top_line=True))
        carry_out(SEND, name="letters", by=tasks.send_due)
        carry_out(LOOK_AFTER, name="letters", by=tasks.look_after)
        carry_out(FILE, name="letters", by=tasks.file_left)
        carry_out(RECEIPT, name="letters", by=tasks.receipts)
        state_kind(TO_A_PARENT)
        state_owner(FILES_OF_LETTERS)
        offer_panel(letters_panel, order=45)
        offer_timeline(letters_gone)
        write = Permission.WRITE_LETTERS
        offer_list(TodayList("letters", "Letters to look at", 24, write, letters_waiting, waits=waiting, quiet=True))
