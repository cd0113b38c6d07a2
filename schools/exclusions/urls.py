"""Addresses of suspensions and exclusions."""

from django.urls import path

from schools.exclusions.views import beside, ledger, letters, panels, told

ONE = "exclusions/<uuid:exclusion_id>/"
OF_PUPIL = "exclusions/pupil/<uuid:pupil_id>/"

urlpatterns = [
    path("exclusions/", ledger.exclusions, name="exclusions"),
    path("exclusions/terms/<str:term>/report/", told.term_report, name="exclusion_term_report"),
    path("exclusions/settings/", beside.exclusion_settings, name="exclusion_settings"),
    path(f"{OF_PUPIL}new/", ledger.propose_exclusion, name="exclusion_propose"),
    path(f"{OF_PUPIL}preview/", ledger.preview_exclusion, name="exclusion_preview"),
    path(ONE, ledger.exclusion, name="exclusion"),
    path(f"{ONE}decide/", ledger.decide_exclusion, name="exclusion_decide"),
    path(f"{ONE}drop/", ledger.drop_exclusion, name="exclusion_drop"),
    path(f"{ONE}marks/", ledger.enter_marks, name="exclusion_marks"),
    path(f"{ONE}cancel/", ledger.cancel_exclusion, name="exclusion_cancel"),
    path(f"{ONE}notices/<str:to>/<str:about>/", told.notice, name="exclusion_notice"),
    path(f"{ONE}letters/", letters.notice_letters, name="exclusion_letters"),
    path(f"{ONE}board/received/", told.board_received, name="exclusion_board_received"),
    path(f"{ONE}board/representation/", told.representation, name="exclusion_representation"),
    path(f"{ONE}board/meeting/", told.board_meeting, name="exclusion_board_meeting"),
    path(f"{ONE}board/decision/", told.board_decision, name="exclusion_board_decision"),
    path(f"{ONE}review/", told.review_step, name="exclusion_review"),
    path(f"{ONE}files/", panels.exclusion_files, name="exclusion_files"),
    path(f"{ONE}panel/", panels.panel, name="exclusion_panel"),
    path(f"{ONE}panel/down/", panels.panel_down, name="exclusion_panel_down"),
    path(f"{ONE}panel/members/<uuid:member_id>/off/", panels.member_off, name="exclusion_panel_off"),
    path(f"{ONE}panel/pack/<uuid:item_id>/out/", panels.item_out, name="exclusion_pack_out"),
    path("panels/", panels.panels, name="panels"),
    path("panels/<uuid:board_id>/", panels.pack, name="panel"),
    path(f"{ONE}home-authority/", told.home_authority, name="exclusion_home_authority"),
    path(f"{ONE}elsewhere/", beside.half_days_elsewhere, name="exclusion_elsewhere"),
    path(
        f"{ONE}elsewhere/<uuid:line_id>/take-back/", beside.half_days_taken_back, name="exclusion_elsewhere_take_back"
    ),
    path(f"{ONE}sixth-day/", beside.sixth_day, name="exclusion_sixth_day"),
    path(
        f"{ONE}sixth-day/<uuid:line_id>/take-back/", beside.sixth_day_taken_back, name="exclusion_sixth_day_take_back"
    ),
    path(f"{ONE}reintegration/", beside.reintegration, name="exclusion_reintegration"),
]
