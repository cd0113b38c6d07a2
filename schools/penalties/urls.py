"""Addresses of the list, of what is considered, of notices and of legal steps."""

from django.urls import path

from schools.penalties.views import considering, ledger, notices

CASE = "cases/<uuid:case_id>/"
CONSIDERED = "penalties/considered/<uuid:consideration_id>/"

urlpatterns = [
    path("penalties/", notices.penalties, name="penalties"),
    path("penalties/moves/", notices.penalty_moves, name="penalty_moves"),
    path(CONSIDERED, considering.consideration, name="consideration"),
    path(f"{CONSIDERED}<uuid:contact_id>/", considering.consideration_parent, name="consideration_parent"),
    path("penalties/others/<uuid:notice_id>/", ledger.other_notice, name="other_notice"),
    path("penalties/<uuid:penalty_id>/", notices.penalty, name="penalty"),
    path("penalties/<uuid:penalty_id>/<slug:move>/", notices.penalty_turn, name="penalty_turn"),
    path("legal-steps/<uuid:step_id>/", ledger.legal_step, name="legal_step"),
    path("legal-steps/<uuid:step_id>/papers/", ledger.legal_step_papers, name="legal_step_papers"),
    path(f"{CASE}consider/", considering.case_consider, name="case_consider"),
    path(f"{CASE}notices/new/", ledger.case_write_notice, name="case_write_notice"),
    path(f"{CASE}notices/<uuid:carried_id>/<int:place>/", ledger.case_put_notice, name="case_put_notice"),
    path(f"{CASE}legal-steps/new/", ledger.case_write_step, name="case_write_step"),
]
