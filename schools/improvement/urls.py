"""Addresses of notices to improve."""

from django.urls import path

from schools.improvement import views

ONE = "improvement/<uuid:notice_id>/"

urlpatterns = [
    path("improvement/", views.notices, name="improvements"),
    path("improvement/moves/", views.moves, name="improvement_moves"),
    path(ONE, views.notice, name="improvement"),
    path(f"{ONE}write/", views.notice_write, name="improvement_write"),
    path(f"{ONE}approve/", views.notice_approve, name="improvement_approve"),
    path(f"{ONE}reopen/", views.notice_reopen, name="improvement_reopen"),
    path(f"{ONE}withdraw/", views.notice_withdraw, name="improvement_withdraw"),
    path(f"{ONE}end/", views.notice_end, name="improvement_end"),
    path(f"{ONE}review/", views.notice_review, name="improvement_review"),
    path("cases/<uuid:case_id>/improve/", views.case_improve, name="case_improve"),
]
