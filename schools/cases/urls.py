"""Addresses of cases."""

from django.urls import path

from schools.cases.views import cases, support, turns, work

ONE = "cases/<uuid:case_id>/"
PLAN = f"{ONE}plans/<uuid:plan_id>/"
NOTE = "cases/notes/<uuid:note_id>/"

urlpatterns = [
    path("cases/", cases.cases, name="cases"),
    path("cases/moves/", cases.case_moves, name="case_moves"),
    path("cases/give/", cases.cases_give, name="cases_give"),
    path("cases/delegate/", cases.cases_delegate, name="cases_delegate"),
    path("cases/plans/", work.case_plans, name="case_plans"),
    path("cases/barriers/", support.case_barriers, name="case_barriers"),
    path("cases/barriers/<uuid:kind_id>/remove/", support.case_barriers_remove, name="case_barriers_remove"),
    path("cases/for/<uuid:pupil_id>/", turns.case_open, name="case_open"),
    path("cases/tasks/<uuid:task_id>/", work.case_task_end, name="case_task_end"),
    path(NOTE, work.case_restricted_note, name="case_restricted_note"),
    path(f"{NOTE}reader/", work.case_note_reader, name="case_note_reader"),
    path(f"{NOTE}shut/", work.case_note_shut, name="case_note_shut"),
    path("cases/noted/<uuid:barrier_id>/end/", support.case_barrier_end, name="case_barrier_end"),
    path(ONE, cases.case, name="case"),
    path(f"{ONE}give/", cases.case_give, name="case_give"),
    path(f"{ONE}wait/", turns.case_wait, name="case_wait"),
    path(f"{ONE}go-on/", turns.case_go_on, name="case_go_on"),
    path(f"{ONE}close/", turns.case_close, name="case_close"),
    path(f"{ONE}reopen/", turns.case_reopen, name="case_reopen"),
    path(f"{ONE}stage/", turns.case_stage, name="case_stage"),
    path(f"{ONE}task/", work.case_task, name="case_task"),
    path(f"{ONE}note/", work.case_note, name="case_note"),
    path(f"{ONE}files/", work.case_files, name="case_files"),
    path(f"{ONE}barrier/", support.case_barrier, name="case_barrier"),
    path(f"{ONE}view/", support.case_view, name="case_view"),
    path(f"{ONE}offer/", support.case_offer, name="case_offer"),
    path(f"{ONE}offers/<uuid:offer_id>/", support.case_offer_answer, name="case_offer_answer"),
    path(f"{ONE}plan/", support.case_plan, name="case_plan"),
    path(f"{PLAN}review/", support.case_plan_review, name="case_plan_review"),
    path(f"{PLAN}end/", support.case_plan_end, name="case_plan_end"),
]
