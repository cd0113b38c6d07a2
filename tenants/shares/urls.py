"""Addresses of what is shared: an authority’s, on its own host, and those of the index on a trust’s."""

from django.urls import path

from tenants.shares.views import answering, cases, indexed, lists, one, questions

_ONE = "shared/<uuid:share_id>/"

urlpatterns = [
    path("shared/", cases.cases, name="shares"),
    path("shared/cases.csv", cases.cases_file, name="shares_file"),
    path("shared/find/", cases.cases_find, name="shares_find"),
    path(_ONE, one.share, name="share"),
    path(f"{_ONE}versions/<int:number>/", one.share_version, name="share_version"),
    path(f"{_ONE}files/<uuid:file_id>/", one.share_file, name="share_file"),
    path(f"{_ONE}take/", answering.share_take, name="share_take"),
    path(f"{_ONE}hand-on/", answering.share_hand_on, name="share_hand_on"),
    path(f"{_ONE}message/", answering.share_message, name="share_message"),
    path(f"{_ONE}answer/<slug:move>/", answering.share_answer, name="share_answer"),
    path("notices/", cases.notices, name="share_notices"),
    path("notices/notices.csv", cases.notices_file, name="share_notices_file"),
    path("plans/", lists.plans, name="shared_plans"),
    path("plans/plans.csv", lists.plans_file, name="shared_plans_file"),
    path(f"{_ONE}remind/", lists.share_remind, name="share_remind"),
    path("meetings/", lists.meetings, name="shared_meetings"),
    path(f"{_ONE}action/", lists.share_action, name="share_action"),
    path("questions/", questions.questions, name="questions"),
]

at_trusts = [
    path("shares/", indexed.shares, name="shares"),
    path("shares/<uuid:share_id>/take-back/", indexed.take_back, name="share_take_back"),
]
