"""Leave of absence, part-time timetables, and exams with the study leave before them."""

from schools.leave.models.exams import ExamEntry, ExamPaper, StudyLeave, StudyLeavePupil
from schools.leave.models.links import LinkSending
from schools.leave.models.part_time import Extension, LeadTask, PartTimeReview, PartTimeTimetable
from schools.leave.models.requests import Enquiry, LeaveRequest, LeaveSettings, WithoutLeave

__all__ = [
    "Enquiry",
    "ExamEntry",
    "ExamPaper",
    "Extension",
    "LeadTask",
    "LeaveRequest",
    "LeaveSettings",
    "LinkSending",
    "PartTimeReview",
    "PartTimeTimetable",
    "StudyLeave",
    "StudyLeavePupil",
    "WithoutLeave",
]
