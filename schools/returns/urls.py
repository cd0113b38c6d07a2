"""Addresses of returns on a school's host."""

from django.urls import path

from schools.returns.views import files, returns, settings

ONE = "returns/<uuid:return_id>/"
FILE = "returns/files/<uuid:file_id>/"

urlpatterns = [
    path("returns/", returns.returns, name="returns"),
    path("returns/settings/", settings.settings, name="returns_settings"),
    path("returns/columns/<str:kind>/", settings.columns, name="return_columns"),
    path("returns/sickness/<uuid:pupil_id>/", returns.sickness, name="return_sickness"),
    path(ONE, returns.one, name="return"),
    path(f"{ONE}approve/", returns.approve, name="return_approve"),
    path(f"{ONE}not-needed/", returns.not_needed, name="return_not_needed"),
    path(f"{ONE}corrected/", returns.corrected, name="return_corrected"),
    path(FILE, files.file, name="return_file"),
    path(f"{FILE}csv/", files.file_csv, name="return_file_csv"),
    path(f"{FILE}answer/", files.file_answer, name="return_file_answer"),
    path(f"{FILE}withdraw/", files.file_withdraw, name="return_file_withdraw"),
]
