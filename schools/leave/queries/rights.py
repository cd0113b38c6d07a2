"""Who asks for leave and keeps part-time timetables and exams, and who decides.

Those who see the whole school see its leave. The headteacher decides, and whom the headteacher has named for it by a dated
duty [R11: an authorised person]; who decides sees what there is to decide, whatever their role. Which roles keep the forms
is the product's own choice.
"""

from typing import Final

from foundation.access.policies import RolePolicy
from foundation.access.roles import Role
from schools.leave.models import LeaveRequest
from schools.roll.models import Pupil
from schools.roll.queries.reach import EVERYWHERE
from schools.staff.models import StaffDuty
from schools.staff.queries import DutyPolicy

DECIDERS: Final = (StaffDuty.Duty.LEAVE_DECIDER,)
KEEPERS: Final = (Role.ATTENDANCE_OFFICER, Role.HEADTEACHER, Role.SAFEGUARDING_LEAD)
#: Whose leave, part-time timetable and exams a member sees, as pupils; for whom they ask and keep them; what they decide.
seers_policy: Final = DutyPolicy(*EVERYWHERE, duties=DECIDERS, queryset=Pupil.objects.all)
keepers_policy: Final = RolePolicy(*KEEPERS, queryset=Pupil.objects.all)
deciders_policy: Final = DutyPolicy(Role.HEADTEACHER, duties=DECIDERS, queryset=LeaveRequest.objects.all)
