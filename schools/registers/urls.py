"""Addresses on a school's host. A session is `am` or `pm`; a date is read by the view, which says what is wrong with it."""

from django.urls import path, register_converter

from schools.registers import api
from schools.registers.rules.addresses import SESSION_WORDS, SESSIONS_NAMED
from schools.registers.views import bulk_edits, chasing, closures, plans, registers, week, years


class SessionConverter:
    """`am` or `pm` as 1 or 2."""

    regex = "|".join(SESSIONS_NAMED)

    def to_python(self, value: str) -> int:
        return SESSIONS_NAMED[value]

    def to_url(self, value: int) -> str:
        return SESSION_WORDS[value]


register_converter(SessionConverter, "session")

urlpatterns = [
    path("registers/", registers.registers, name="registers"),
    path("registers/<uuid:group_id>/<str:date>/<session:session>/", registers.register, name="register"),
    path("registers/<uuid:group_id>/<str:date>/<session:session>/form/", registers.register_form, name="register_form"),
    path("registers/chase/", chasing.registers_chase, name="registers_chase"),
    path("registers/chasing/", chasing.registers_chasing, name="registers_chasing"),
    path("week/", week.week, name="week"),
    path("closures/", closures.closures, name="closures"),
    path("closures/add/", closures.closure_add, name="closure_add"),
    path("closures/unplanned/", closures.closure_unplanned, name="closure_unplanned"),
    path("closures/<uuid:day_id>/remove/", closures.closure_remove, name="closure_remove"),
    path("closures/<uuid:closure_id>/undo/", closures.closure_undo, name="closure_undo"),
    path("clashes/", plans.plan_clashes, name="plan_clashes"),
    path("bulk-edits/", bulk_edits.bulk_edits, name="bulk_edits"),
    path("bulk-edits/new/", bulk_edits.bulk_edit_new, name="bulk_edit_new"),
    path("bulk-edits/<uuid:edit_id>/", bulk_edits.bulk_edit, name="bulk_edit"),
    path("years/", years.years, name="years"),
    path("years/<int:academic_year>/close/", years.year_close, name="year_close"),
    path("years/<int:academic_year>/open/", years.year_open, name="year_open"),
    path("api/registers/<uuid:group_id>/<str:date>/<str:session>/", api.register, name="register_api"),
]
