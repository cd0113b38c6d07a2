"""The demo's carriers: stand-ins on this machine that keep every message and send it to nobody.

The launcher starts them first and leaves where they are in the demo's folder; `prepare` has every school write by them; the
page of the outbox asks them what they were given, and has them tell what became of it.
"""

import json
import urllib.error
import urllib.request
from functools import partial
from pathlib import Path
from typing import Any, Final

from django.conf import settings

from foundation import clock
from foundation.audit.actors import SYSTEM
from foundation.messaging import Channel
from rollcall.servers import places
from schools.absence.operations.gateways import set_gateway
from tenants.trusts.models import School
from tenants.trusts.places import address, host_of
from tenants.trusts.scopes import identity_work, school_work

#: Where `rollcall.demo.running` has the launcher leave it.
FILE: Final = "carriers.json"
_PATIENCE: Final = 5.0


def set_gateways(folder: Path) -> None:
    """Have every school of the demo write by the stand-ins that run now; each start has new ones."""
    told = places.read_json(folder / FILE)
    if not told:
        return
    twilio, mail = told["twilio"], told["mail"]
    texts = {
        "account": twilio["account"],
        "token": twilio["token"],
        "sender": twilio["number"],
        "address": twilio["address"],
    }
    with identity_work():
        schools = list(School.objects.order_by("slug"))
    for school in schools:
        address_of = partial(address, host_of(school))
        emails = {
            "host": "127.0.0.1",
            "port": str(mail["smtp_port"]),
            "security": "none",
            "sender": f"office@{school.slug}.example",
        }
        with school_work(school):
            for channel, kind, said in ((Channel.TEXT, "twilio", texts), (Channel.EMAIL, "smtp", emails)):
                set_gateway(channel, kind, said, address_of=address_of, by=SYSTEM, now=clock.now())


def sent() -> list[dict[str, Any]]:
    """Everything that the stand-ins were given, the newest first."""
    found = [{**one, "by": name} for name in ("twilio", "mail") for one in _asked(name, "messages")]
    return sorted(found, key=lambda one: str(one["made_at"]), reverse=True)


def tell(key: str, status: str) -> None:
    """Have a text get so far, and the school told of it."""
    _asked("twilio", "receipt", {"key": key, "status": status, "error": 30005 if status == "undelivered" else 0})


def answer(key: str, words: str) -> None:
    """Have whoever got a text write back."""
    text = next(one for one in sent() if one["key"] == key)
    _asked("twilio", "reply", {"sender": text["to"], "recipient": text["sender"], "text": words, "about": key})


def lose_next_answer() -> None:
    """Have the next text arrive, and the answer that says so be lost."""
    _asked("twilio", "fault", {"faults": ["cut_after"]})


def _asked(name: str, what: str, said: dict[str, Any] | None = None) -> Any:
    """Look at a stand-in, or steer it. Nothing is there where none runs."""
    told = places.read_json(Path(settings.DEMO_STATE) / FILE)
    if name not in told:
        return []
    body = None if said is None else json.dumps(said).encode()
    request = urllib.request.Request(f"{told[name]['address']}/_/{what}", body)  # noqa: S310 - a stand-in of ours
    try:
        with urllib.request.urlopen(request, timeout=_PATIENCE) as found:  # noqa: S310
            return json.load(found)
    except (urllib.error.URLError, TimeoutError):
        return []
