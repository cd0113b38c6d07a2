"""Addresses of children who cannot be found, of home education, of leaving and of coming back."""

from django.urls import path

from schools.missing.views import leaving, searches

ONE = "missing/<uuid:case_id>/"
HOME = f"{ONE}home-education/"

urlpatterns = [
    path("missing/", searches.missing, name="missing"),
    path("missing/rules/", searches.missing_rules, name="missing_rules"),
    path("missing/children-not-in-school.csv", searches.children_not_in_school, name="children_not_in_school"),
    path("missing/for/<uuid:pupil_id>/", searches.missing_begin, name="missing_begin"),
    path("missing/enquiries/<uuid:enquiry_id>/", searches.missing_answer, name="missing_answer"),
    path("missing/stages/<uuid:step_id>/", leaving.missing_step, name="missing_step"),
    path(ONE, searches.missing_case, name="missing_case"),
    path(f"{ONE}first-day/", searches.missing_first_day, name="missing_first_day"),
    path(f"{ONE}seen/", searches.missing_seen, name="missing_seen"),
    path(f"{ONE}cause/", searches.missing_cause, name="missing_cause"),
    path(f"{ONE}enquiry/", searches.missing_enquiry, name="missing_enquiry"),
    path(f"{ONE}ground/", leaving.missing_ground, name="missing_ground"),
    path(f"{ONE}evidence/", leaving.missing_evidence, name="missing_evidence"),
    path(f"{ONE}ask/", leaving.missing_ask, name="missing_ask"),
    path(f"{ONE}decide/", leaving.missing_decide, name="missing_decide"),
    path(f"{ONE}take-back/", leaving.missing_take_back, name="missing_take_back"),
    path(f"{ONE}back/", leaving.missing_back, name="missing_back"),
    path(f"{HOME}spoke/", leaving.home_spoke, name="home_spoke"),
    path(f"{HOME}written/", leaving.home_written, name="home_written"),
    path(f"{HOME}talk/", leaving.home_talk, name="home_talk"),
    path(f"{HOME}bars/", leaving.home_bars, name="home_bars"),
    path(f"{HOME}consent/", leaving.home_consent, name="home_consent"),
]
