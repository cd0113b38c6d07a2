"""Addresses on a school's host."""

from django.urls import path

from schools.desk import api
from schools.desk.views import cards, desk, devices, evacuation, visitors

urlpatterns = [
    path("desk/", desk.desk, name="desk"),
    path("desk/cards/", cards.cards, name="desk_cards"),
    path("desk/undo/", desk.undo_last, name="desk_undo"),
    path("desk/visitors/", visitors.visitors, name="visitors"),
    path("desk/visitors/<uuid:visit_id>/out/", visitors.visitor_out, name="visitor_out"),
    path("desk/<uuid:pupil_id>/", desk.pupil, name="desk_pupil"),
    path("desk/<uuid:pupil_id>/late/", desk.late, name="desk_late"),
    path("desk/<uuid:pupil_id>/out/", desk.out, name="desk_out"),
    path("desk/<uuid:pupil_id>/back/", desk.back, name="desk_back"),
    path("evacuation/", evacuation.evacuation, name="evacuation"),
    path("evacuation/begin/", evacuation.evacuation_begin, name="evacuation_begin"),
    path("evacuation/points/", evacuation.points, name="evacuation_points"),
    path("evacuation/kept/", devices.kept, name="evacuation_kept"),
    path("evacuation/devices/", devices.devices, name="evacuation_devices"),
    path("evacuation/devices/<uuid:device_id>/end/", devices.device_end, name="evacuation_device_end"),
    path("evacuation-worker.js", devices.worker, name="evacuation_worker"),
    path("evacuation/<uuid:evacuation_id>/", evacuation.evacuation_report, name="evacuation_report"),
    path("evacuation/<uuid:evacuation_id>/tick/", evacuation.evacuation_tick, name="evacuation_tick"),
    path("evacuation/<uuid:evacuation_id>/end/", evacuation.evacuation_end, name="evacuation_end"),
    path("api/evacuation/ticks/", api.ticks, name="evacuation_ticks"),
    path("api/evacuation/devices/", api.devices, name="evacuation_keep"),
    path("api/evacuation/devices/<uuid:device_id>/", api.device, name="evacuation_device"),
]
