"""The emails about notices: a count and a link, each handed over once, through kills, refusals and lines that go dead."""

import datetime as dt
import logging
from collections.abc import Iterator

import pytest
from django.core.mail.backends.smtp import EmailBackend
from pytest_django.fixtures import Settings

from foundation.access.roles import Role
from foundation.outbox.handlers import Message
from schools.journal.models import OutboxRow
from schools.journal.tasks import drain
from schools.staff import tasks
from schools.staff.models import StaffMember, StaffNotice
from schools.staff.operations.duties import DUTY_GIVEN
from schools.staff.operations.emails import hold, take_up
from schools.staff.operations.notices import notify
from schools.staff.pages.staff import staff_page
from schools.staff.tasks import SUBJECT, NotSent, send_wanted
from tenants.trusts.models import School
from tenants.trusts.places import address
from tenants.trusts.scopes import school_work
from tests.at_once import at_once
from tests.schools.staff.mail_server import HANG_UP, MailServer, mail_server
from tests.schools.staff.posts import BY, DAY, NOON, TODAY
from tests.world import World, host_of

WAITS = "1 thing waits for you in Rollcall:"


@pytest.fixture
def server(settings: Settings) -> Iterator[MailServer]:
    """A mail server, and the product told to send by it."""
    with mail_server() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        yield server


@pytest.fixture
def school(world: World) -> School:
    """A school in which Ana and Ben were told of something; both have a work email."""
    school = world.another_school()
    with school_work(school):
        posts = [
            StaffMember.objects.create(
                name=name, position="Tutor", email=f"{name.lower()}@school.example", starts_on=TODAY - DAY
            )
            for name in ("Ana", "Ben")
        ]
        notify([post.pk for post in posts], kind=DUTY_GIVEN, count=1, address="/staff/", at=NOON, by=BY)
    return school


def work_off(school: School) -> None:
    drain.run(str(school.pk))


def states(school: School) -> dict[str, str]:
    """How far each one's email has come."""
    with school_work(school):
        return dict(StaffNotice.objects.values_list("post__name", "email_state"))


def promised(school: School) -> bool:
    """Whether the outbox still means to try."""
    with school_work(school):
        return OutboxRow.objects.filter(done_at__isnull=True).exists()


def keys(school: School) -> dict[str, str]:
    with school_work(school):
        return {name: str(key) for name, key in StaffNotice.objects.values_list("post__name", "pk")}


def test_a_letter_holds_a_count_and_a_link_and_is_sent_once(world: World, school: School, server: MailServer) -> None:
    work_off(school)
    with school_work(school):
        OutboxRow.objects.update(done_at=None)
    work_off(school)
    assert sorted(server.recipients) == ["ana@school.example", "ben@school.example"]
    assert states(school) == {"Ana": "handed_over", "Ben": "handed_over"}
    assert not promised(school)
    anas = next(letter for letter in server.letters if letter["To"] == "ana@school.example")
    assert anas["Subject"] == SUBJECT
    link = address(host_of(school), f"/notices/{keys(school)['Ana']}/")
    assert anas.get_payload().split() == [*WAITS.split(), link]


def test_its_link_leads_who_signs_in_to_where_the_notice_leads(world: World, school: School) -> None:
    officer = world.employ(Role.ATTENDANCE_OFFICER, school)
    with school_work(school):
        StaffMember.objects.filter(name="Ana").update(person_id=officer.pk)
    path = f"/notices/{keys(school)['Ana']}/"
    assert world.client(officer, school).get(path)["Location"] == "/staff/"
    assert "/go/" in world.client(None, school).get(path)["Location"], (
        "a stranger, and a scanner of links, changes nothing"
    )


@pytest.mark.parametrize(
    ("answers", "became", "again"),
    [
        ({"RCPT": "550 no such user"}, "refused", False),
        ({".": "554 not wanted"}, "refused", False),
        ({"RCPT": "450 come back later"}, "wanted", True),
        ({"MAIL": "550 we do not know you"}, "wanted", True),
        ({".": HANG_UP}, "in_doubt", False),
        ({"CONNECT": "554 closed"}, "wanted", True),
    ],
)
def test_what_the_mail_server_says_is_what_is_known(
    school: School, server: MailServer, answers: dict[str, str], became: str, again: bool
) -> None:
    server.answers.update(answers)
    work_off(school)
    assert set(states(school).values()) == {became}
    assert promised(school) is again
    server.answers.clear()
    taken = len(server.letters)
    work_off(school)
    assert len(server.letters) - taken == (2 if again else 0), "what may have been sent is not sent again"


def test_without_a_mail_server_nothing_is_marked_and_no_address_is_logged(
    school: School, server: MailServer, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.EMAIL_PORT = 1
    with caplog.at_level(logging.INFO):
        work_off(school)
    assert states(school) == {"Ana": "wanted", "Ben": "wanted"}
    assert "school.example" not in caplog.text
    settings.EMAIL_PORT = server.port
    work_off(school)
    assert states(school) == {"Ana": "handed_over", "Ben": "handed_over"}


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_worker_killed_while_sending_leaves_one_in_doubt_and_sends_the_others_once(
    school: School, server: MailServer, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    """Whether the letter had gone out cannot be known: it is never sent twice, and it is said."""
    send = EmailBackend.send_messages

    def killed(backend: EmailBackend, letters: list) -> int:
        if when == "after":
            send(backend, letters)
        raise KeyboardInterrupt

    monkeypatch.setattr(EmailBackend, "send_messages", killed)
    with pytest.raises(KeyboardInterrupt):
        work_off(school)
    monkeypatch.undo()
    assert sorted(states(school).values()) == ["sending", "wanted"]
    work_off(school)
    assert sorted(states(school).values()) == ["handed_over", "in_doubt"]
    assert len(server.recipients) == len(set(server.recipients)) == (2 if when == "after" else 1)


def test_a_worker_that_meets_another_at_it_waits_and_finds_what_became_of_it(
    school: School, server: MailServer
) -> None:
    key = keys(school)["Ana"]
    with school_work(school):
        notice = take_up(key, at=NOON)
    assert notice is not None

    def first() -> None:
        hold(notice)
        tasks.settle(notice, StaffNotice.Email.HANDED_OVER, at=NOON)

    at_once(school, first, lambda: send_wanted(school, [Message(1, "notice.wanted", {"notices": [key]})]))
    assert states(school)["Ana"] == "handed_over"
    assert server.letters == []


def test_address_and_post_count_as_they_stand_when_it_is_sent(school: School, server: MailServer) -> None:
    with school_work(school):
        StaffMember.objects.filter(name="Ana").update(email="new@school.example")
        StaffMember.objects.filter(name="Ben").update(ends_on=TODAY - DAY)
    work_off(school)
    assert server.recipients == ["new@school.example"]
    assert states(school) == {"Ana": "handed_over", "Ben": "none"}


def test_the_staff_list_says_which_address_did_not_work_until_it_is_changed(school: School, server: MailServer) -> None:
    def troubles(now: dt.datetime = NOON) -> dict[str, str]:
        with school_work(school):
            return {line.name: line.email_trouble for line in staff_page(now).lines}

    assert troubles() == {"Ana": "", "Ben": ""}, "on its way"
    later = NOON + dt.timedelta(minutes=16)
    assert troubles(later) == {"Ana": "19 Nov: not sent", "Ben": "19 Nov: not sent"}
    server.answers["RCPT"] = "550 no such user"
    work_off(school)
    assert troubles() == {"Ana": "19 Nov: refused", "Ben": "19 Nov: refused"}
    with school_work(school):
        StaffMember.objects.filter(name="Ana").update(email="new@school.example")
    assert troubles() == {"Ana": "", "Ben": "19 Nov: refused"}


def test_what_was_not_taken_is_counted_without_names(school: School, server: MailServer) -> None:
    server.answers["RCPT"] = "450 come back later"
    message = Message(1, "notice.wanted", {"notices": list(keys(school).values())})
    with pytest.raises(NotSent, match="2 emails not taken for now"):
        send_wanted(school, [message])
