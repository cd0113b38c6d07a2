"""SIMS's columns and values in the product's words.

Headings are what the report writer chose, so each field has several; those here are SIMS's own captions and the ones
that published report definitions use. Where SIMS has both a legal and a chosen name, the legal one is the pupil's.
"""

from types import MappingProxyType
from typing import Final

from integrations.exchange.columns import Field, Layout
from schools.calendar.rules.sessions import AM, PM

#: What people call this system.
NAME: Final = "SIMS"

UPN = Field("upn", ("UPN", "Unique Pupil Number", "Unique Pupil No", "UPN ID"), required=True)

# What identifies a record inside SIMS, or is of no use here: read over without remark.
_PASSED_OVER: Final = frozenset(
    {
        "primary_id", "ID", "multiple_id", "Person_ID", "External ID", "Adno", "Admission number", "Exam number",
        "Exam Candidate Number", "ULN", "Name", "Full name", "Description", "Year of entry", "Title",
    }
)  # fmt: skip

#: Of the headings of names, those that are the legal ones.
LEGAL_SURNAME: Final = ("Legal Surname", "Surname legal", "LastNameLegal", "Legal family name")
LEGAL_FORENAME: Final = ("Legal Forename", "Forename legal", "FirstNameLegal", "Legal given name")

ROLL: Final = Layout(
    NAME,
    "a roll",
    (
        UPN,
        Field("former_upn", ("Former UPN", "Previous UPN")),
        Field(
            "surname",
            (*LEGAL_SURNAME, "Surname", "Family name", "Last name", "Preferred surname", "Chosen surname"),
            required=True,
        ),
        Field("forename", (*LEGAL_FORENAME, "Forename", "First name", "Given name"), required=True),
        Field("preferred", ("Preferred Forename", "Chosen name", "Chosen forename", "Known as")),
        Field("birth", ("Date of Birth", "DOB", "Birth date", "Born"), required=True),
        Field("sex", ("Sex", "Gender", "Legal sex"), required=True),
        Field(
            "year_group",
            (
                "Year taught in",
                "Year taught in Code",
                "Curriculum Year",
                "National Curriculum Year",
                "NC Year",
                "NC Year actual",
                "Year Group",
                "Year",
            ),
            # SIMS leaves out empty columns, and a leaver's are empty.
            required=True,
            unless="ends_on",
            said="Year Group",
        ),
        # Not "Class": in a report with teaching groups that is one of many, and a record for each.
        Field(
            "group",
            ("Reg Group", "Registration Group", "Reg", "Registration", "Reg form", "Tutor group", "Form"),
        ),
        Field("starts_on", ("Date of Admission", "Admission date", "DOA", "Start date", "Date of entry")),
        Field("ends_on", ("Date of Leaving", "Leaving date", "DOL", "Leave date", "Date left")),
        Field("ground", ("Ground for leaving", "Ground", "Regulation 9 ground", "Ground for removal")),
        Field("leaving_note", ("Reason for leaving", "Leaving reason", "Reason left")),
        Field("destination", ("Destination", "Destination school", "Future school")),
        Field(
            "fsm", ("Eligible for Free School Meals", "FSM", "FSM eligible", "Eligible for free meals", "Free meals")
        ),
        Field("fsm6", ("Ever in FSM 6", "Ever 6 FSM", "FSM Ever 6", "FSM6", "Ever 6", "Eligible FSM Ever 6")),
        Field("sen", ("SEN Status", "SEN Provision", "SEN", "SEN status code", "SEN provision code")),
        Field("eal", ("English as Additional Language", "English as an Additional Language", "EAL")),
        Field("cla", ("In Care", "Looked after", "In LEA Care", "In LA Care", "CLA", "Child looked after", "LAC")),
    ),
    passed_over=_PASSED_OVER,
)

MARKS: Final = Layout(
    NAME,
    "a file of marks, one to a row,",
    (
        UPN,
        Field("date", ("Date", "Mark Date", "Attendance Date", "Session date"), required=True),
        Field("session", ("Session", "Session Name", "AM/PM", "Period"), required=True),
        Field("mark", ("Mark", "Attendance Mark", "Attendance Code", "Code", "Mark code"), required=True),
        Field("subcode", ("Subcode", "Mark Subcode", "Attendance Subcode")),
        Field("minutes", ("Minutes Late", "Mins Late", "Minutes")),
    ),
    passed_over=_PASSED_OVER | {"Surname", "Forename", "Legal Surname", "Legal Forename", "Reg Group", "Reg", "Year"},
)

STRINGS: Final = Layout(
    NAME,
    "a file of marks, one string to a pupil,",
    (
        UPN,
        Field("start", ("Start Date", "Attendance Start Date", "Marks from"), required=True),
        Field("marks", ("Marks", "Attendance Marks", "Mark string"), required=True),
        Field("end", ("End Date", "Attendance End Date", "Marks to")),
    ),
    passed_over=MARKS.passed_over,
)

LAYOUTS: Final = (STRINGS, MARKS, ROLL)

# Headings of pupils in exports of other systems, which SIMS writes otherwise. Two of them are no accident.
OTHER_SYSTEMS: Final = frozenset(
    {
        "Student ID", "Student Name", "Student UPN", "Legal First Name", "Legal Last Name", "Preferred First Name",
        "Preferred Last Name", "Registration Form", "In Care (LAC)", "MIS ID", "Wonde ID", "Arbor ID", "Bromcom ID",
    }
)  # fmt: skip

SESSION_WORDS: Final = MappingProxyType(
    {"am": AM, "a": AM, "morning": AM, "1": AM, "pm": PM, "p": PM, "afternoon": PM, "2": PM}
)
SEXES: Final = MappingProxyType({"f": "F", "female": "F", "girl": "F", "m": "M", "male": "M", "boy": "M"})
YES: Final = frozenset({"y", "yes", "t", "true", "1", "x"})
NO: Final = frozenset({"", "n", "no", "f", "false", "0"})
# SEN provision by code or words; S (statement), A and P belong to the scheme that ended in 2018 and are asked about.
SEN_FLAGS: Final = MappingProxyType(
    {
        "": None,
        "n": None,
        "none": None,
        "no": None,
        "no special educational need": None,
        "no sen": None,
        "k": "sen_k",
        "sen support": "sen_k",
        "e": "sen_e",
        "ehc plan": "sen_e",
        "ehcp": "sen_e",
        "education, health and care plan": "sen_e",
        "education health and care plan": "sen_e",
    }
)
FLAG_FIELDS: Final = MappingProxyType(
    {"fsm": ("fsm",), "fsm6": ("fsm6",), "sen": ("sen_k", "sen_e"), "eal": ("eal",), "cla": ("cla",)}
)
FLAG_YES_NO: Final = ("fsm", "fsm6", "eal", "cla")
