"""Bundles of evidence: prepared, read through, frozen, sent, answered."""

import uuid

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation import clock
from foundation.access.gate import requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.access.policies import policy_for
from foundation.acting import PAGE, Crumb, ask, posted, press, question_page
from schools.bundles.forms import AnswerForm, ChangeForm, PrepareForm, SendForm
from schools.bundles.models import Bundle
from schools.bundles.operations import bundles as acts
from schools.bundles.pages.beside import beside_of
from schools.bundles.pages.composing import composed
from schools.bundles.pages.files import bundle_address
from schools.bundles.pages.one import bundle_page, files_offered
from schools.bundles.queries.rights import work_penalties
from schools.bundles.queries.standing import begins_on
from schools.bundles.rules.kinds import BUNDLE, BundleKind
from schools.cases.pages.files import case_address
from schools.cases.views.acting import act_of, crumbs_of, note_seen
from schools.correspondence.rules.whom import addressees
from schools.policy.queries.profiles import profiles_on
from schools.roll.queries.contacts import contacts_of


def _opened(request: MemberRequest, bundle_id: uuid.UUID, permission: Permission) -> Bundle:
    """A bundle that this person may do that to, or a 404."""
    row: Bundle = get_object_or_404(policy_for(permission).visible(request.member), pk=bundle_id)
    return row


def _crumbs(row: Bundle) -> list[Crumb]:
    return [*crumbs_of(row.case), Crumb(BundleKind(row.kind).words, bundle_address(row.pk))]


@requires(Permission.SEE_BUNDLES)
@require_safe
def bundle_moves(request: MemberRequest) -> HttpResponse:
    """How evidence moves: the table that the product itself asks."""
    return render(request, "bundles/moves.html", {"thing": BUNDLE})


@requires(Permission.PREPARE_BUNDLES)
@require_http_methods(PAGE)
def bundle_new(request: MemberRequest, case_id: uuid.UUID) -> HttpResponse:
    """Begin a bundle about one parent."""
    case, today = get_object_or_404(work_penalties.visible(request.member), pk=case_id), clock.today()
    own = request.place.school
    profiles = {slug: row.authority_name for slug, row in profiles_on(today).items()}
    form = PrepareForm(
        posted(request),
        contacts=addressees(contacts_of(case.pupil, today), "each_parent"),
        authorities=profiles.items(),
        initial={"first": begins_on(case, today), "last": today, "authority": own.authority.slug if own else ""},
    )
    made: list[Bundle] = []

    def act() -> str:
        given = {name: form.cleaned_data[name] for name in ("kind", "authority", "first", "last")}
        name = profiles[given["authority"]]
        made.append(acts.prepare(case, contact=form.contact, authority_name=name, act=act_of(request), **given))
        return "Prepared. What is lacking is listed, each with where it is mended."

    def page() -> HttpResponse:
        note_seen(request, case)
        lede = (
            "Registers and case are read as they stand until it is frozen. Nothing of another parent goes in, and no note, "
            "nothing restricted and nothing sensitive."
        )
        heading, who = "Evidence for an authority", str(case.pupil)
        return question_page(
            request, form, heading=heading, button="Prepare it", crumbs=crumbs_of(case), who=who, lede=lede
        )

    return ask(request, form, act, to=lambda: bundle_address(made[0].pk), page=page)


@requires(Permission.SEE_BUNDLES)
@require_safe
def bundle(request: MemberRequest, bundle_id: uuid.UUID) -> HttpResponse:
    """One bundle: what it says, what is lacking, and each version that was frozen."""
    row = _opened(request, bundle_id, Permission.SEE_BUNDLES)
    page = bundle_page(row, request.member, clock.now(), school=request.place.name)
    note_seen(request, row.case)
    beside = beside_of(row, request.place, request.member, clock.today())
    context = {"page": page, "back": case_address(row.case_id), "beside": beside}
    return render(request, "bundles/bundle.html", context)


@requires(Permission.PREPARE_BUNDLES)
@require_http_methods(PAGE)
def bundle_change(request: MemberRequest, bundle_id: uuid.UUID) -> HttpResponse:
    """Change what is chosen for it: days, statement, files."""
    row = _opened(request, bundle_id, Permission.PREPARE_BUNDLES)
    chosen = {"first": row.first, "last": row.last, "statement": row.statement, "attached": row.attached}
    signed = BundleKind(row.kind).is_signed
    form = ChangeForm(posted(request), files=files_offered(row), signed=signed, initial=chosen)

    def act() -> str:
        given = form.cleaned_data
        acts.change(
            row,
            first=given["first"],
            last=given["last"],
            statement=given.get("statement", ""),
            attached=given.get("attached", []),
            act=act_of(request),
        )
        return "Changed."

    def page() -> HttpResponse:
        note_seen(request, row.case)
        return question_page(
            request, form, heading="What goes in", button="Change it", crumbs=_crumbs(row), who=str(row.case.pupil)
        )

    return ask(request, form, act, to=bundle_address(row.pk), page=page)


@requires(Permission.FREEZE_BUNDLES)
@require_POST
def bundle_freeze(request: MemberRequest, bundle_id: uuid.UUID) -> HttpResponse:
    """Freeze it as it was read."""
    row = _opened(request, bundle_id, Permission.FREEZE_BUNDLES)

    def act() -> str:
        number = row.versions.count() + 1
        now = composed(row, request.member, clock.now(), school=request.place.name, number=number)
        read = request.POST.get("read", "")
        acts.freeze(row, evidence=now.evidence, lacking=now.lacking, read=read, act=act_of(request))
        return "Frozen. Its files are being made, and can be opened in a minute."

    return press(request, act, to=bundle_address(row.pk))


@requires(Permission.PREPARE_BUNDLES)
@require_http_methods(PAGE)
def bundle_send(request: MemberRequest, bundle_id: uuid.UUID) -> HttpResponse:
    """Say that it went, when and how."""
    row = _opened(request, bundle_id, Permission.PREPARE_BUNDLES)
    form = SendForm(posted(request), initial={"on": clock.today()})

    def act() -> str:
        acts.send(row, on=form.cleaned_data["on"], how=form.cleaned_data["how"], act=act_of(request))
        return "Written down."

    def page() -> HttpResponse:
        note_seen(request, row.case)
        return question_page(
            request, form, heading="Sent", button="Write it down", crumbs=_crumbs(row), who=str(row.case.pupil)
        )

    return ask(request, form, act, to=bundle_address(row.pk), page=page)


@requires(Permission.PREPARE_BUNDLES)
@require_http_methods(PAGE)
def bundle_answer(request: MemberRequest, bundle_id: uuid.UUID) -> HttpResponse:
    """Write down what the authority said."""
    row = _opened(request, bundle_id, Permission.PREPARE_BUNDLES)
    form = AnswerForm(posted(request), state=row.state, initial={"on": clock.today()})

    def act() -> str:
        acts.answer(row, **form.cleaned_data, act=act_of(request))
        return "Written down."

    def page() -> HttpResponse:
        note_seen(request, row.case)
        lede = "Only the authority issues, refuses or prosecutes. Write down what it said."
        return question_page(
            request,
            form,
            heading="What became of it",
            button="Write it down",
            crumbs=_crumbs(row),
            who=str(row.case.pupil),
            lede=lede,
        )

    return ask(request, form, act, to=bundle_address(row.pk), page=page)


@requires(Permission.PREPARE_BUNDLES)
@require_POST
def bundle_drop(request: MemberRequest, bundle_id: uuid.UUID) -> HttpResponse:
    """Say that it is not needed."""
    row = _opened(request, bundle_id, Permission.PREPARE_BUNDLES)

    def act() -> str:
        acts.drop(row, act=act_of(request))
        return "Not needed. It goes to nobody."

    return press(request, act, to=bundle_address(row.pk))
