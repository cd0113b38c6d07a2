"""The demo's teacher of his own child: flagged once, by the safeguarding lead."""

from foundation.access.roles import Role
from rollcall.demo.trust import related
from schools.roll.models import GroupTutor, RegistrationGroup, RelatedStaff
from schools.staff.models import StaffMember
from tenants.trusts.scopes import school_work
from tests.world import HALF_TERMS, SINCE, World


def test_a_teacher_has_his_own_child_in_his_form_once(world: World) -> None:
    school, day = world.another_school(filled=True), HALF_TERMS[0][1]
    world.employ_all([Role.CLASS_TEACHER, Role.SAFEGUARDING_LEAD], school)
    assert not related.play(school, day), "nobody tutors a form"
    with school_work(school):
        teacher = StaffMember.objects.get(position=Role.CLASS_TEACHER.label)
        group = RegistrationGroup.objects.filter(placements__isnull=False)[0]
        GroupTutor.objects.create(group=group, staff=teacher, starts_on=SINCE)
    assert related.play(school, day)
    assert not related.play(school, day)
    with school_work(school):
        flag = RelatedStaff.objects.get()
        assert flag.post == teacher
        assert flag.pupil is not None
        assert flag.pupil.surname == teacher.name.split()[-1]
