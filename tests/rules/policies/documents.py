"""A small policy document of two stages, and the same with something put in another's place."""

import tomllib
from typing import Any

from tenants.policies.rules.document import Policy

SMALL = """\
format = 1
key = "northfield"
version = 3
from = 2026-09-01
title = "Northfield attendance policy"
cool_off_school_days = 20
cap_letters_a_day = 40

[[stages]]
key = "monitor"
place = 0
name = "Monitor"
owner = "attendance_officer"
approver = "head_of_year"
review_every_school_days = 5
[[stages.actions]]
key = "look"
kind = "review"
owner = "attendance_officer"
within_school_days = 5
minutes = 2

[[stages]]
key = "listen"
place = 1
name = "Listen and understand"
owner = "attendance_officer"
approver = "head_of_year"
review_every_school_days = 20
[[stages.criteria]]
key = "five"
all = [ { measure = "unauthorised", window = "weeks:10", at_least = 5, school_may = [4, 8] } ]
cohort = "years:8,7"
unless = ["part_time_plan", "not_compulsory_age", "joined_within:20"]
[[stages.criteria]]
key = "pa"
all = [ { measure = "absence_rate", window = "year", at_least = "2/20" },
        { measure = "possible", window = "year", at_least = 40 } ]
[[stages.exits]]
key = "settled"
to = "monitor"
all = [ { measure = "unauthorised", window = "days:20", at_most = 0 } ]
letter = "thanks"
[[stages.actions]]
key = "talk"
kind = "conversation"
owner = "attendance_officer"
within_school_days = 5
minutes = 20
required = true
letter = "we_noticed"

[[letters]]
key = "we_noticed"
approver = "attendance_officer"
hold_hours = 24
to = "each_parent_lived_with"
subject = "Can we help?"
body = "Dear {contact_name}"
school_may = true
[[letters]]
key = "thanks"
approver = "attendance_officer"
hold_hours = 24
to = "each_parent_lived_with"
subject = "Thank you"
body = "Dear {contact_name}"
"""


def small(old: str = "", new: str = "") -> Policy:
    """The document, with some of its text replaced."""
    return Policy.model_validate(plain(old, new))


def plain(old: str = "", new: str = "") -> dict[str, Any]:
    """What TOML makes of it."""
    assert old in SMALL
    return tomllib.loads(SMALL.replace(old, new) if old else SMALL)
