"""Addresses on a school's host."""

from django.urls import path

from schools.desk.views import desk, visitors

urlpatterns = [
    path("desk/", desk.desk, name="desk"),
    path("desk/undo/", desk.undo_last, name="desk_undo"),
    path("desk/visitors/", visitors.visitors, name="visitors"),
    path("desk/visitors/<uuid:visit_id>/out/", visitors.visitor_out, name="visitor_out"),
    path("desk/<uuid:pupil_id>/", desk.pupil, name="desk_pupil"),
    path("desk/<uuid:pupil_id>/late/", desk.late, name="desk_late"),
    path("desk/<uuid:pupil_id>/out/", desk.out, name="desk_out"),
    path("desk/<uuid:pupil_id>/back/", desk.back, name="desk_back"),
]
