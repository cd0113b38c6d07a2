"""A school that writes letters: Kai's and Mia's contacts have addresses, and a stand-in of GOV.UK Notify carries email."""

import datetime as dt
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest
from django.test import Client

from foundation.access.roles import Role
from foundation.audit.actors import SYSTEM
from foundation.messaging import Channel
from rollcall.servers.stand_ins import Kept, NotifyServer, Post
from schools.absence.operations.gateways import set_gateway
from schools.letters.models import Letter
from schools.roll.models import Contact, Pupil, PupilContact
from schools.roll.operations.contacts import set_restriction
from tenants.trusts.places import address, host_of
from tenants.trusts.scopes import school_work
from tests.schools.absence.family import AUNT, FATHER, MOTHER, SINCE, Family, family
from tests.schools.registers.taking import at, taking
from tests.schools.roll.acts import BY
from tests.world import World

EMAIL = "dawn@example.org"
ROAD = "1 Elm Road, Alderton, ES1 2AB"
WORDS = "Dear Dawn Brown\n\nKai’s attendance #strong[x] {{ x }}\n\nThank you."


@dataclass
class Writing:
    """The school, its carrier and its people."""

    family: Family
    server: NotifyServer
    lead: Client

    @property
    def school(self) -> Any:
        return self.family.taking.school

    def client(self, role: Role = Role.ATTENDANCE_OFFICER) -> Client:
        return self.lead if role is Role.SAFEGUARDING_LEAD else self.family.client(role)

    @property
    def sent(self) -> list[Kept]:
        return self.server.kept

    def contact(self, name: str = MOTHER) -> Contact:
        return self.family.contacts[name]

    def begin(self, name: str = MOTHER, *, pupil: str = "kai", role: Role = Role.ATTENDANCE_OFFICER) -> Any:
        """Begin a letter from the pupil's page; the answer."""
        form = {"contact": str(self.contact(name).pk), "kind": "parent"}
        return self.client(role).post(f"/letters/new/{getattr(self.family, pupil).pk}/", form)

    def write(self, words: str = WORDS, name: str = MOTHER, *, pupil: str = "kai") -> uuid.UUID:
        """Begin a letter and write it; its key."""
        answer = self.begin(name, pupil=pupil)
        assert answer.status_code == 302, answer.content.decode()
        key = uuid.UUID(answer["Location"].strip("/").split("/")[-1])
        form = {"heading": "About Kai", "body": words, "version": "1"}
        assert self.client().post(f"/letters/{key}/", form).status_code == 302
        return key

    def approved(self, name: str = MOTHER, *, pupil: str = "kai") -> uuid.UUID:
        """A letter that was written and approved."""
        key = self.write(name=name, pupil=pupil)
        self.act(key, "approve", version="2")
        assert self.letter(key).state == "approved", self.letter(key).why
        return key

    def act(self, key: uuid.UUID, what: str, *, role: Role = Role.ATTENDANCE_OFFICER, **more: str) -> str:
        """Press a button of a letter; what the page then says."""
        answer = self.client(role).post(f"/letters/{key}/act/", {"act": what, **more}, follow=True)
        assert answer.status_code == 200, answer.status_code
        return answer.content.decode()

    def letter(self, key: uuid.UUID) -> Letter:
        with school_work(self.school):
            return Letter.objects.select_related("pupil", "contact").get(pk=key)

    def state(self, key: uuid.UUID) -> tuple[str, str]:
        row = self.letter(key)
        return row.state, row.why

    def history(self, key: uuid.UUID) -> list[str]:
        with school_work(self.school):
            return [event.what for event in Letter.objects.get(pk=key).events.all()]

    def page(self, key: uuid.UUID, role: Role = Role.ATTENDANCE_OFFICER) -> str:
        answer = self.client(role).get(f"/letters/{key}/")
        assert answer.status_code == 200
        return answer.content.decode()

    def restrict(self, kind: str, name: str = MOTHER, pupil: str = "kai") -> None:
        with school_work(self.school):
            link = PupilContact.objects.get(pupil=getattr(self.family, pupil).pk, contact__name=name)
            set_restriction(link, kind, starts_on=SINCE, by=BY)

    def change(self, name: str = MOTHER, **fields: str) -> None:
        with school_work(self.school):
            Contact.objects.filter(name=name).update(**fields)

    def at(self, hour: int, minute: int) -> None:
        """Set the clock, and have the worker look."""
        self.family.at(hour, minute)

    def tell(self, post: Post) -> int:
        """Have the carrier's post reach the school."""
        client = Client(headers={"host": host_of(self.school)}, raise_request_exception=False)
        path = post.address.removeprefix(address(host_of(self.school), ""))
        headers = {name: value for name, value in post.headers.items() if name != "Content-Type"}
        return int(
            client.generic("POST", path, post.body, content_type="application/json", headers=headers).status_code
        )


def carry_emails(school: Any, server: NotifyServer) -> None:
    """Have the stand-in carry the school's emails and tell it what became of them."""
    settings = {
        "api_key": server.api_key,
        "callback_token": server.callback_token,
        "email_template": server.email_template,
        "address": server.address,
    }
    address_of = partial(address, host_of(school))
    with school_work(school):
        reports = set_gateway(Channel.EMAIL, "notify", settings, address_of=address_of, by=SYSTEM, now=at(8, 0))
    server.receipts_to = reports


@contextmanager
def writing_letters(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Writing]:
    """The family's school at half past nine, with addresses and a carrier, until it ends."""
    made = family(lambda: taking(world, monkeypatch, now=at(9, 30)))
    school = made.taking.school
    lead = world.client(world.employ(Role.SAFEGUARDING_LEAD, school), school)
    with NotifyServer() as server:
        carry_emails(school, server)
        yield Writing(made, server, lead)


def address_them() -> None:
    """As the school: write down where the family lives."""
    Contact.objects.filter(name=MOTHER).update(email=EMAIL, address=ROAD)
    Contact.objects.filter(name=AUNT).update(address="2 Oak Lane\nAlderton")
    Contact.objects.filter(name=FATHER).update(email="carl@example.org", address="3 Ash Row")


def moment(minute: int = 30, hour: int = 9) -> dt.datetime:
    return at(hour, minute)


def first_name(made: Writing, pupil: str = "kai") -> str:
    with school_work(made.school):
        row = Pupil.objects.get(pk=getattr(made.family, pupil).pk)
        return row.preferred or row.forename
