"""Writing what an authority asks: on one page or by a file, with all that it changes in sight before it is approved."""

import datetime as dt
from collections.abc import Callable

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from foundation import clock
from foundation.access.gate import may, requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.acting import PAGE, Crumb, ask, form_page, posted, question_page
from foundation.audit.actors import Actor
from foundation.refusals import Refused
from foundation.ui.numbers import middle_date
from tenants.policies.forms import ApproveProfileForm, PartForm, ProfileFileForm, ProfileForm, WithdrawForm, put_beside
from tenants.policies.models import ProfileDraft
from tenants.policies.operations.profiles import NO_DRAFT, approve_profile, keep_profile, withdraw_profile
from tenants.policies.queries import newest_profile, profile_drafts
from tenants.policies.rules.profile import Profile
from tenants.policies.rules.profile_aloud import profile_differences, said
from tenants.policies.rules.profile_file import kept_profile, of_values, read_profile
from tenants.policies.views.profiles import authority_named
from tenants.trusts.models import LocalAuthority


def _draft(request: MemberRequest, authority: str) -> ProfileDraft | None:
    return profile_drafts(request.place.key).get(authority)


def _begun(request: MemberRequest, authority: str) -> tuple[LocalAuthority, ProfileDraft]:
    """The authority and its draft. A 404 while there is none."""
    here, row = authority_named(request, authority), _draft(request, authority)
    if row is None:
        raise Http404
    return here, row


def _newest(request: MemberRequest, authority: str) -> Profile | None:
    row = newest_profile(request.place.key, authority)
    return kept_profile(row.document) if row else None


def _keep(request: MemberRequest, authority: str, form: PartForm, made: Callable[[], Profile]) -> str:
    with put_beside(form):
        keep_profile(
            request.place.key,
            authority,
            made(),
            edits=form.cleaned_data["edits"],
            by=Actor.of(request.member),
            now=clock.now(),
        )
    return "Saved in the draft."


@requires(Permission.SEE_TRUST_POLICY)
@require_safe
def profile_draft(request: MemberRequest, authority: str) -> HttpResponse:
    """The draft read aloud, and all that it would change."""
    here, row = _begun(request, authority)
    document, before = kept_profile(row.document), newest_profile(request.place.key, authority)
    context = {
        "authority": here,
        "row": row,
        "profile": document,
        "said": said(document),
        "before": before,
        "changes": profile_differences(kept_profile(before.document), document) if before else [],
        "drafts": may(request.member, Permission.DRAFT_TRUST_POLICY),
        "approves": may(request.member, Permission.APPROVE_TRUST_POLICY),
    }
    return render(request, "policies/profile_draft.html", context)


@requires(Permission.DRAFT_TRUST_POLICY)
@require_http_methods(PAGE)
def profile_change(request: MemberRequest, authority: str) -> HttpResponse:
    """Every line of the profile: the draft's, or, where there is none yet, those of the newest version."""
    here, row = authority_named(request, authority), _draft(request, authority)
    document = kept_profile(row.document) if row else _newest(request, authority)
    shown = ProfileForm.shown(document) if document else {"codes": ["G", "N", "O", "U"]}
    form = ProfileForm(posted(request), initial=shown | {"edits": row.edits if row else NO_DRAFT})
    begins = document.from_day if row and document else clock.today() + dt.timedelta(days=1)

    def made() -> Profile:
        return of_values(form.values(authority=authority, from_day=begins.isoformat()))

    return ask(
        request,
        form,
        lambda: _keep(request, authority, form, made),
        to=reverse("profile_draft", args=[authority]),
        page=lambda: form_page(request, "policies/profile_change.html", form, {"authority": here, "row": row}),
    )


@requires(Permission.DRAFT_TRUST_POLICY)
@require_http_methods(PAGE)
def profile_import(request: MemberRequest, authority: str) -> HttpResponse:
    """Take a file in the place of the whole draft."""
    here, row = authority_named(request, authority), _draft(request, authority)
    initial = {"edits": row.edits if row else NO_DRAFT}
    form = ProfileFileForm(posted(request), request.FILES or None, initial=initial)

    def made() -> Profile:
        text, name = form.cleaned_data["file"]
        profile = read_profile(text, name=name)
        if profile.authority != authority:
            raise Refused(
                f"This is the profile of “{profile.authority}”.",
                code="another_authority",
                field="file",
                remedy=f"Import it there, or write {authority} in it.",
            )
        return profile

    return ask(
        request,
        form,
        lambda: _keep(request, authority, form, made),
        to=reverse("profile_draft", args=[authority]),
        page=lambda: form_page(request, "policies/profile_import.html", form, {"authority": here}),
    )


@requires(Permission.DRAFT_TRUST_POLICY)
@require_http_methods(PAGE)
def profile_withdraw(request: MemberRequest, authority: str) -> HttpResponse:
    """Give the draft up."""
    here, row = _begun(request, authority)
    form = WithdrawForm(posted(request), initial={"edits": row.edits})

    def act() -> str:
        edits = form.cleaned_data["edits"]
        withdraw_profile(request.place.key, authority, edits=edits, by=Actor.of(request.member))
        return "The draft is withdrawn. What holds stays as it is."

    crumbs = [Crumb("Authorities", reverse("authorities")), Crumb(here.name, reverse("profile", args=[authority]))]
    return ask(
        request,
        form,
        act,
        to=reverse("profile", args=[authority]),
        page=lambda: question_page(
            request, form, heading=f"Withdraw the draft for {here.name}", button="Withdraw it", crumbs=crumbs,
            lede="What was written in it is gone.", leave=reverse("profile_draft", args=[authority]),
        ),
    )  # fmt: skip


@requires(Permission.APPROVE_TRUST_POLICY)
@require_http_methods(PAGE)
def profile_approve(request: MemberRequest, authority: str) -> HttpResponse:
    """Read what differs, say from when it holds, approve."""
    here, row = _begun(request, authority)
    document, before, today = kept_profile(row.document), newest_profile(request.place.key, authority), clock.today()
    shown = max(document.from_day, today + dt.timedelta(days=1))
    form = ApproveProfileForm(
        posted(request), initial={"edits": row.edits, "from_day": ApproveProfileForm.typed(shown)}
    )

    def act() -> str:
        clean = form.cleaned_data
        version = approve_profile(
            request.place.key,
            authority,
            name=here.name,
            edits=clean["edits"],
            from_day=clean["from_day"],
            past_is_meant=clean["past"],
            by=Actor.of(request.member),
            now=clock.now(),
            today=today,
        )
        return f"Version {version.version} is approved. It holds from {middle_date(version.from_day)}."

    context = {
        "authority": here,
        "row": row,
        "profile": document,
        "said": said(document),
        "before": before,
        "changes": profile_differences(kept_profile(before.document), document) if before else [],
        "own": row.changed_by_id == request.member.person_id,
    }
    return ask(
        request,
        form,
        act,
        to=reverse("profile", args=[authority]),
        page=lambda: form_page(request, "policies/profile_approve.html", form, context),
    )
