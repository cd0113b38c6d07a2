"""Addresses of leave, part-time timetables and exams."""

from django.urls import path

from schools.leave.views import exams, files, following, links, part_time, requests

ONE = "leave/<uuid:request_id>/"
TIMETABLE = "leave/part-time/<uuid:timetable_id>/"

urlpatterns = [
    path("leave/", requests.leave, name="leave"),
    path("leave/whom/", requests.leave_whom, name="leave_whom"),
    path("leave/policy/", following.leave_policy, name="leave_policy"),
    path("leave/for/<uuid:pupil_id>/", requests.leave_ask, name="leave_ask"),
    path("leave/for/<uuid:pupil_id>/link/", links.leave_link, name="leave_link"),
    path("by/<str:token>/leave/", links.parent, name="leave_parent"),
    path("leave/part-time/", part_time.part_time_all, name="part_time_all"),
    path("leave/part-time/for/<uuid:pupil_id>/", part_time.part_time_agree, name="part_time_agree"),
    path(TIMETABLE, part_time.part_time, name="part_time_timetable"),
    path(f"{TIMETABLE}reviews/<uuid:review_id>/", part_time.part_time_review, name="part_time_review"),
    path(f"{TIMETABLE}extend/", part_time.part_time_extend, name="part_time_extend"),
    path(f"{TIMETABLE}end/", part_time.part_time_end, name="part_time_end"),
    path(f"{TIMETABLE}files/", files.part_time_files, name="part_time_files"),
    path(f"{TIMETABLE}told/", part_time.part_time_told, name="part_time_told"),
    path("leave/exams/", exams.exams, name="exams"),
    path("leave/exams/file/", exams.exams_file, name="exams_file"),
    path("leave/exams/papers/<uuid:paper_id>/", exams.exam_paper, name="exam_paper"),
    path("leave/exams/study/", exams.study_agree, name="study_agree"),
    path("leave/exams/study/<uuid:study_id>/withdraw/", exams.study_withdraw, name="study_withdraw"),
    path(ONE, requests.leave_request, name="leave_request"),
    path(f"{ONE}decide/", requests.leave_decide, name="leave_decide"),
    path(f"{ONE}withdraw/", following.leave_withdraw, name="leave_withdraw"),
    path(f"{ONE}files/", files.leave_files, name="leave_files"),
    path(f"{ONE}away/", following.leave_away, name="leave_away"),
    path(f"{ONE}enquiry/", following.leave_enquiry, name="leave_enquiry"),
    path(f"{ONE}settle/", following.leave_settle, name="leave_settle"),
]
