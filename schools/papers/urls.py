"""Addresses of papers."""

from django.urls import path

from schools.papers.views import papers, sheets

PUPIL = "papers/pupils/<uuid:pupil_id>/"
PAPER = "papers/<uuid:paper_id>/"
MEETING = "papers/meetings/<uuid:meeting_id>/"

urlpatterns = [
    path(PUPIL, sheets.pupil_sheet, name="pupil_sheet"),
    path(f"{PUPIL}page.pdf", sheets.pupil_sheet_file, name="pupil_sheet_file"),
    path(f"{MEETING}pages.pdf", sheets.meeting_sheets, name="meeting_sheets"),
    path(f"{MEETING}pack/", papers.meeting_pack, name="meeting_pack"),
    path("papers/cases/<uuid:case_id>/record/", papers.record_new, name="record_new"),
    path("papers/cases/<uuid:case_id>/agency/", papers.agency_new, name="agency_new"),
    path(PAPER, papers.paper, name="paper"),
    path(f"{PAPER}put-back/", papers.paper_put_back, name="paper_put_back"),
    path(f"{PAPER}approve/", papers.paper_approve, name="paper_approve"),
    path(f"{PAPER}drop/", papers.paper_drop, name="paper_drop"),
    path(f"{PAPER}hand/", papers.paper_hand, name="paper_hand"),
]
