"""The school's list of providers, and whom to speak to there."""

import uuid

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from foundation import clock
from foundation.access.gate import requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.acting import PAGE, Crumb, ask, form_page, posted, question_page
from foundation.audit.actors import Actor
from schools.journal.models import Shown
from schools.journal.operations import seen
from schools.provision.forms.providers import ChangeProviderForm, ContactForm, ProviderForm
from schools.provision.models import Provider, ProviderContact
from schools.provision.operations.providers import add_provider, change_provider, end_contact, keep_contact
from schools.provision.pages.providers import provider_lines
from schools.provision.queries.placements import placements_on


def _crumbs(row: Provider | None = None) -> list[Crumb]:
    crumbs = [Crumb("Off-site", reverse("off_site")), Crumb("Providers", reverse("providers"))]
    return [*crumbs, Crumb(row.name, _address(row))] if row else crumbs


def _address(row: Provider) -> str:
    return reverse("provider", args=[row.pk])


@requires(Permission.KEEP_PROVISION)
@require_safe
def providers(request: MemberRequest) -> HttpResponse:
    """Every place where pupils are educated elsewhere."""
    return render(request, "provision/providers.html", {"lines": provider_lines(clock.today())})


@requires(Permission.KEEP_PROVISION)
@require_http_methods(PAGE)
def provider_add(request: MemberRequest) -> HttpResponse:
    """Write a provider into the list."""
    form = ProviderForm(posted(request))
    made: list[Provider] = []

    def act() -> str:
        made.append(add_provider(form.about, by=Actor.of(request.member)))
        return "Added. Say now whom to speak to there."

    def page() -> HttpResponse:
        return question_page(request, form, heading="Add a provider", button="Add the provider", crumbs=_crumbs())

    return ask(request, form, act, to=lambda: _address(made[0]), page=page)


@requires(Permission.KEEP_PROVISION)
@require_http_methods(PAGE)
def provider(request: MemberRequest, provider_id: uuid.UUID) -> HttpResponse:
    """One provider: who is placed there today, whom to speak to, and what is written down of it."""
    row, today = get_object_or_404(Provider, pk=provider_id), clock.today()
    held = {name: getattr(row, name) for name in ("name", "kind", "activity", "address", "urn", "ended_on")}
    form = ChangeProviderForm(posted(request), initial=held)

    def act() -> str:
        change_provider(row, form.about, ended_on=form.cleaned_data["ended_on"], by=Actor.of(request.member))
        return "Changed."

    def page() -> HttpResponse:
        here = list(placements_on(today).filter(provider=row).order_by("pupil__sort_name"))
        by = Actor.of(request.member)
        seen(Shown.What.LIST, about=("list", "show=provider"), pupils={one.pupil.key for one in here}, by=by)
        contacts = row.contacts.filter(ended_on__isnull=True)
        return form_page(request, "provision/provider.html", form, {"row": row, "here": here, "contacts": contacts})

    return ask(request, form, act, to=_address(row), page=page)


@requires(Permission.KEEP_PROVISION)
@require_http_methods(PAGE)
def contact_add(request: MemberRequest, provider_id: uuid.UUID) -> HttpResponse:
    """Add somebody to speak to."""
    row = get_object_or_404(Provider, pk=provider_id)
    form = ContactForm(posted(request), initial={"gets_link": not row.contacts.filter(gets_link=True).exists()})

    def act() -> str:
        keep_contact(row, form.person, now=clock.now(), by=Actor.of(request.member))
        return "Added."

    def page() -> HttpResponse:
        return question_page(
            request, form, heading="Somebody to speak to", button="Add the contact", crumbs=_crumbs(row)
        )

    return ask(request, form, act, to=_address(row), page=page)


@requires(Permission.KEEP_PROVISION)
@require_http_methods(PAGE)
def contact(request: MemberRequest, contact_id: uuid.UUID) -> HttpResponse:
    """Correct what is written down of somebody."""
    row = _contact(contact_id)
    held = {name: getattr(row, name) for name in ("name", "job", "phone", "email", "gets_link")}
    form = ContactForm(posted(request), initial=held)

    def act() -> str:
        keep_contact(row.provider, form.person, row=row, now=clock.now(), by=Actor.of(request.member))
        return "Changed."

    def page() -> HttpResponse:
        return question_page(
            request,
            form,
            heading="Change a contact",
            button="Change the contact",
            crumbs=_crumbs(row.provider),
            lede="When the day’s link is to go elsewhere, today’s opens nothing any more: a chase sends a new one.",
        )

    return ask(request, form, act, to=_address(row.provider), page=page)


@requires(Permission.KEEP_PROVISION)
@require_http_methods(PAGE)
def contact_end(request: MemberRequest, contact_id: uuid.UUID) -> HttpResponse:
    """Say that somebody is no longer to be spoken to."""
    row = get_object_or_404(ProviderContact.objects.select_related("provider"), pk=contact_id)
    form = forms.Form(posted(request))

    def act() -> str:
        end_contact(row, now=clock.now(), by=Actor.of(request.member))
        return "They are off the list."

    def page() -> HttpResponse:
        link = " Today’s link opens nothing then, and no other goes out until you choose somebody else."
        return question_page(
            request,
            form,
            heading="Take a contact off the list?",
            button="Take them off",
            crumbs=_crumbs(row.provider),
            who=row.name,
            lede=f"Nobody speaks to them about pupils any more.{link if row.gets_link else ''}",
            leave=_address(row.provider),
        )

    return ask(request, form, act, to=_address(row.provider), page=page)


def _contact(key: uuid.UUID) -> ProviderContact:
    return get_object_or_404(ProviderContact.objects.select_related("provider"), pk=key, ended_on__isnull=True)
