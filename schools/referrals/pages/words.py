"""What is said of referrals and services: states as tags, ages, and where each is."""

import datetime as dt
from typing import Final

from django.urls import reverse

from foundation.ui.numbers import counted, middle_date
from schools.cases.pages.words import due_tag
from schools.cases.rules import states as case_states
from schools.referrals.models import Referral, Service
from schools.referrals.rules import states
from schools.referrals.rules.services import ages_words
from schools.referrals.rules.states import REFERRAL
from schools.roll.pages.today_lists import Tag

_TAGS: Final = {
    states.DRAFT: "requested",
    states.BLOCKED: "missing",
    states.SENT: "sent",
    states.ASKED: "now",
    states.SENT_AGAIN: "sent",
    states.ACCEPTED: "sent",
    states.DECLINED: "off",
    states.TAKEN_BACK: "off",
}


def referral_address(key: object) -> str:
    """Where a referral is."""
    return reverse("referral", args=[key])


def referral_tag(row: Referral) -> Tag:
    """How a referral stands."""
    return Tag(_TAGS[row.state], REFERRAL.words(row.state))


def reply_tag(row: Referral, today: dt.date) -> Tag | None:
    """When the service's answer is due; None where none is waited for."""
    task = row.reply
    if task is None or task.state != case_states.OPEN:
        return None
    return due_tag(task.due_on, today)


def for_whom(service: Service) -> str:
    """The ages that a service is for."""
    return ages_words(service.from_age, service.to_age)


def waiting_words(service: Service) -> str:
    """How long one waits there, as last heard and when."""
    if service.heard_on is None:
        return "not known"
    return f"{service.waiting}, as heard {middle_date(service.heard_on)}"


def named(count: int) -> str:
    """ "3 referrals"."""
    return counted(count, "referral")
