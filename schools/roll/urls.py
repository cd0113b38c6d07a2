"""Addresses on a school's host."""

from django.urls import path

from schools.roll.views import admissions, contacts, families, groups, related

PUPIL = "pupils/<uuid:pupil_id>/"

urlpatterns = [
    path("roll/", admissions.roll, name="roll"),
    path("roll/join/", admissions.join, name="roll_join"),
    path(f"{PUPIL}roll/", admissions.record, name="pupil_roll"),
    path(f"{PUPIL}roll/leave/", admissions.leave, name="pupil_leave"),
    path(f"{PUPIL}roll/withdraw/", admissions.withdraw, name="pupil_withdraw"),
    path(f"{PUPIL}roll/leaving/", admissions.leaving, name="pupil_leaving"),
    path(f"{PUPIL}roll/leaving/undo/", admissions.undo_leaving, name="pupil_leaving_undo"),
    path(f"{PUPIL}roll/readmit/", admissions.readmit, name="pupil_readmit"),
    path(f"{PUPIL}roll/move/", admissions.move, name="pupil_move"),
    path(f"{PUPIL}roll/upn/", admissions.upn, name="pupil_upn"),
    path(f"{PUPIL}roll/home/", families.household, name="pupil_home"),
    path(f"{PUPIL}roll/home/<uuid:row_id>/address/", families.household_address, name="pupil_home_address"),
    path(f"{PUPIL}roll/home/<uuid:row_id>/end/", families.household_end, name="pupil_home_end"),
    path(f"{PUPIL}roll/other-school/", families.dual, name="pupil_dual"),
    path(f"{PUPIL}roll/other-school/<uuid:row_id>/end/", families.dual_end, name="pupil_dual_end"),
    path(f"{PUPIL}contacts/", contacts.contacts, name="pupil_contacts"),
    path(f"{PUPIL}contacts/add/", contacts.add, name="contact_add"),
    path(f"{PUPIL}contacts/<uuid:link_id>/", contacts.change, name="contact_change"),
    path(f"{PUPIL}contacts/<uuid:link_id>/end/", contacts.end, name="contact_end"),
    path(f"{PUPIL}contacts/<uuid:link_id>/move/", contacts.move, name="contact_move"),
    path(f"{PUPIL}contacts/<uuid:link_id>/restrict/", contacts.restrict, name="contact_restrict"),
    path(f"{PUPIL}restricted/", families.restricted, name="pupil_restricted"),
    path(f"{PUPIL}restricted/<uuid:row_id>/end/", families.restricted_end, name="restricted_end"),
    path(f"{PUPIL}restricted/contact/<uuid:row_id>/lift/", families.restriction_lift, name="restriction_lift"),
    path(f"{PUPIL}contact-first/set/", families.contact_first_set, name="contact_first_set"),
    path(f"{PUPIL}contact-first/lift/", families.contact_first_lift, name="contact_first_lift"),
    path("staff/related/", related.related_staff, name="related_staff"),
    path("staff/related/<uuid:row_id>/lift/", related.related_staff_lift, name="related_staff_lift"),
    path("groups/", groups.groups, name="groups"),
    path("groups/<uuid:group_id>/", groups.group, name="group"),
    path("groups/tutors/<uuid:row_id>/end/", groups.tutor_end, name="tutor_end"),
    path("groups/years/<str:year_group>/", groups.year, name="group_year"),
    path("groups/leads/<uuid:row_id>/end/", groups.lead_end, name="lead_end"),
]
