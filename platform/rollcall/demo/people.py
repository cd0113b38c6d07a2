"""The invented people who can sign in to the demo, with their password and current codes.

`python -m rollcall.demo.people` prints them. Password and authenticator secrets are worked out from the demo's own
random key (`.demo/secret.json`): whoever runs the demo knows them, and nobody else does.
"""

import base64
import hmac
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.conf import settings

from foundation.access.roles import Role

#: What the post is called of whoever leads the attendance officers.
MANAGER: Final = "Attendance manager"
PERIOD: Final = 30  # seconds an authenticator's code lasts (RFC 6238)


@dataclass(frozen=True, slots=True)
class InventedPerson:
    """Somebody with one role at one place, named by its slug (empty: the platform itself).

    `post` is what their post there is called, where that is not their role.
    """

    name: str
    role: Role
    place: str
    place_name: str
    post: str = ""

    @property
    def position(self) -> str:
        return self.post or self.role.label

    @property
    def email(self) -> str:
        """An address that reaches nobody: `.example` is reserved (RFC 2606)."""
        return f"{self.name.split()[0].lower()}@{self.place or 'rollcall'}.example"

    @property
    def totp_secret(self) -> str:
        """Base 32, as an authenticator app takes it."""
        return base64.b32encode(_derived("totp", self.email)[:20]).decode()

    @property
    def address(self) -> str:
        """Where their work is."""
        port = f":{settings.PORT}" if settings.PORT else ""
        return f"{settings.SCHEME}://{self.place or 'id'}.{settings.DOMAIN}{port}/"

    def code(self, now: float) -> str:
        """The code their authenticator shows at a moment (seconds since 1970)."""
        counter = int(now // PERIOD).to_bytes(8, "big")
        digest = hmac.digest(base64.b32decode(self.totp_secret), counter, "sha1")
        offset = digest[-1] & 15
        return f"{(int.from_bytes(digest[offset : offset + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06d}"


def _at(place: str, place_name: str, **names: str) -> tuple[InventedPerson, ...]:
    return tuple(InventedPerson(name, Role(role), place, place_name) for role, name in names.items())


PEOPLE: Final = (
    *_at(
        "alder",
        "Alder Academy",
        attendance_officer="Ana Whitlock",
        class_teacher="Ben Oyelaran",
        head_of_year="Priya Raman",
        safeguarding_lead="Dawn Kettle",
        headteacher="Marcus Thole",
        senior_leader="Tess Holloway",
        receptionist="Kit Marlow",
        school_governor="Gwen Ardley",
    ),
    InventedPerson("Fay Linden", Role.ATTENDANCE_OFFICER, "alder", "Alder Academy", MANAGER),
    InventedPerson("Rhys Calder", Role.ATTENDANCE_OFFICER, "alder", "Alder Academy"),
    *_at(
        "birch",
        "Birch Primary",
        attendance_officer="Rosa Pell",
        class_teacher="Mina Thackray",
        safeguarding_lead="Joan Ferris",
        headteacher="Colin Varley",
        school_governor="Hugh Penrose",
    ),
    *_at(
        "cedar",
        "Cedar Academy",
        attendance_officer="Imran Dost",
        safeguarding_lead="Amit Sandhu",
        headteacher="Helen Asquith-Moor",
        school_governor="Lena Brack",
    ),
    *_at(
        "elm",
        "Elm Primary",
        attendance_officer="Nadia Firth",
        safeguarding_lead="Lucy Barrow",
        headteacher="Peter Langdale",
        school_governor="Ivo Marchant",
    ),
    *_at("northfield", "Northfield Trust", trust_data_manager="Tom Ellery", trust_leader="Grace Amankwah"),
    *_at("eastshire", "Eastshire", la_officer="Liam Corrigan"),
    *_at("westmoor", "Westmoor", la_officer="Ruth Penhale"),
    *_at(
        "fern",
        "Fern Academy",
        attendance_officer="Owen Tarrant",
        safeguarding_lead="Neil Stopford",
        school_governor="Bea Lowther",
    ),
    *_at("southgate", "Southgate Trust", trust_data_manager="Sal Iverson"),
    *_at("", "the platform", platform_operator="Pat Osei"),
)


def _derived(*parts: str) -> bytes:
    """Bytes that follow from the demo's key and these words alone."""
    return hmac.digest(settings.SECRET_KEY.encode(), "/".join(("demo", *parts)).encode(), "sha256")


def password() -> str:
    """Everybody's password in this demo."""
    text = base64.b32encode(_derived("password")).decode().lower()
    return "-".join((text[:4], text[4:8], text[8:12], text[12:16]))


def lines(now: float | None = None) -> Iterator[str]:
    """What the launcher prints: one line a person, with the code of this moment."""
    at = time.time() if now is None else now
    yield f"  Everybody's password is {password()}. Codes are of this moment; they change every {PERIOD} seconds."
    yield ""
    place = None
    for person in PEOPLE:
        if person.place != place:
            place = person.place
            yield f"  {person.place_name}  {person.address}"
        code = person.code(at)
        yield f"      {person.email:<26}code {code[:3]} {code[3:]:<8}{person.name}, {person.position.lower()}"


def main() -> int:
    """Print who can sign in."""
    sys.stdout.write("\n".join(lines()) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
