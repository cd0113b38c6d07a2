"""The family's school writes by a stand-in of Twilio that tells it what became of each text."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from django.test import Client

from foundation.audit.actors import SYSTEM
from foundation.messaging import Channel
from rollcall.servers.stand_ins import Kept, Post, TwilioServer
from schools.absence.models import Message
from schools.absence.operations.gateways import set_gateway
from tenants.trusts.models import School
from tenants.trusts.places import address, host_of
from tenants.trusts.scopes import school_work
from tests.schools.absence.family import MOTHER, Family
from tests.schools.registers.taking import THURSDAY, at

DIGITS = "+447700900118"


def carry_texts(school: School, server: TwilioServer) -> str:
    """Have the stand-in carry the school's texts; the path where it reports."""
    settings = {"account": server.account, "token": server.token, "sender": server.number, "address": server.address}
    address_of = partial(address, host_of(school))
    with school_work(school):
        reports = set_gateway(Channel.TEXT, "twilio", settings, address_of=address_of, by=SYSTEM, now=at(8, 0))
    server.replies_to = reports
    return reports.removeprefix(address_of(""))


@dataclass
class Writing:
    """The family, their school's carrier, and where it reports."""

    family: Family
    server: TwilioServer
    reports: str

    @property
    def school(self) -> School:
        return self.family.taking.school

    @property
    def sent(self) -> list[Kept]:
        return self.server.kept

    def messages(self) -> list[Message]:
        with school_work(self.school):
            return list(Message.objects.order_by("asked_at", "pk"))

    def states(self) -> list[tuple[str, str]]:
        return [(one.state, one.why) for one in self.messages()]

    def ask(self, contact: str = MOTHER, *, pupil: str = "kai") -> int:
        """Press the call sheet's button."""
        form = {"channel": "text", "contact": str(self.family.contacts[contact].pk)}
        about = getattr(self.family, pupil)
        return int(self.family.client().post(f"{self.family.address(about)}write/", form).status_code)

    def act(self, what: str, *, client: Client | None = None) -> str:
        """Press a button of the newest message; what the page then says."""
        (message,) = self.messages()[-1:]
        client = client or self.family.client()
        answer = client.post(f"/first-day/messages/{message.pk}/act/", {"act": what}, follow=True)
        return answer.content.decode()

    def page(self) -> str:
        answer = self.family.client().get(f"/first-day/messages/{THURSDAY}/")
        assert answer.status_code == 200
        return answer.content.decode()

    def post(self, post: Post, *, body: bytes | None = None, **headers: str) -> int:
        """Have a carrier's request reach the school; the status that answers it."""
        path = post.address.removeprefix(address(host_of(self.school), ""))
        client = Client(headers={"host": host_of(self.school)}, raise_request_exception=False)
        said = {name: value for name, value in {**post.headers, **headers}.items() if name != "Content-Type" and value}
        kind, sent = post.headers["Content-Type"], post.body if body is None else body
        return int(client.generic("POST", path, sent, content_type=kind, headers=said).status_code)


@contextmanager
def writing(family: Family) -> Iterator[Writing]:
    """The family's school with a carrier of its own, until it ends."""
    with TwilioServer() as server:
        yield Writing(family, server, carry_texts(family.taking.school, server))
