"""How the school reaches who holds a post: the work's own email and mobile."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from foundation.audit.actors import Actor
from foundation.database.scope import ALIAS
from foundation.phones import Phone, parse_phone
from foundation.refusals import Fault, Malformed, Refused
from schools.journal.operations import record
from schools.staff.models import StaffMember

_NO_PHONE = Phone("", "")


@transaction.atomic(using=ALIAS)
def change_details(post: StaffMember, *, email: str, mobile: str, by: Actor) -> bool:
    """Set the work email and mobile of a post; an empty one is taken away. Whether anything was different.

    Every fault is told at once. The audit line says which of the two changed, and neither address nor number.
    """
    email, phone = email.strip(), _NO_PHONE
    faults: list[Fault] = []
    try:
        phone = parse_phone(mobile) if mobile.strip() else _NO_PHONE
    except Malformed as fault:
        faults.append(Fault(fault.words, field="mobile"))
    try:
        if email:
            validate_email(email)
    except ValidationError:
        faults.append(Fault("This is not an email address. Write one such as a.rao@school.example.", field="email"))
    if faults:
        raise Refused.because(*faults)
    row = StaffMember.objects.select_for_update(no_key=True).get(pk=post.pk)
    changed = [
        what
        for what, before, after in (("email", row.email, email), ("mobile", row.mobile, phone.typed))
        if before != after
    ]
    if not changed:
        return False
    row.email, row.mobile, row.mobile_digits = email, phone.typed, phone.digits
    row.save(update_fields=["email", "mobile", "mobile_digits"])
    record("staff.details_changed", about=("staff", row.pk), by=by, details={"changed": changed})
    return True
