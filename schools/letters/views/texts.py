"""The school's own texts for each kind of letter, and its letterhead."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from foundation import clock
from foundation.access.gate import requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.acting import PAGE, ask, attempt, form_page, posted
from foundation.audit.actors import Actor
from foundation.documents.reading_age import reading_age_words
from schools.letters.forms.letters import HeadForm, TextForm
from schools.letters.operations.templates import change_letterhead, change_text, check_text
from schools.letters.pages.texts import Sample, sample_of, texts_page
from schools.letters.queries.templates import letterhead_now, text_of
from schools.letters.rules.kinds import LetterKind, kind_of


@requires(Permission.KEEP_LETTER_TEXTS)
@require_safe
def texts(request: MemberRequest) -> HttpResponse:
    """Every kind of letter, whose text it has, and the letterhead."""
    return render(request, "letters/texts.html", {"rows": texts_page(), "head": letterhead_now()})


@requires(Permission.KEEP_LETTER_TEXTS)
@require_http_methods(PAGE)
def text(request: MemberRequest, kind: str) -> HttpResponse:
    """One text, its fields, and how a letter of it reads."""
    made = _kind(kind)
    now = text_of(made)
    form = TextForm(posted(request), initial={"heading": now.heading, "text": now.text, "version": now.version})
    sample: list[Sample] = []

    def act() -> str:
        change_text(made, **form.cleaned_data, by=Actor.of(request.member), now=clock.now())
        return "Saved. Letters drafted from now on begin with it."

    def try_out() -> None:
        heading, words = check_text(made, form.cleaned_data["heading"], form.cleaned_data["text"])
        sample.append(sample_of(made, heading, words))

    def page() -> HttpResponse:
        shown = sample[0] if sample else sample_of(made, now.heading, now.text)
        age = reading_age_words(form["text"].value() or "")
        context = {"age": age, "kind": made, "text": now, "sample": shown, "tried": bool(sample), "ours": made}
        return form_page(request, "letters/text.html", form, context)

    if request.method == "POST" and "preview" in request.POST:
        attempt(form, try_out)
        return page()
    return ask(request, form, act, to=reverse("letter_text", args=[kind]), page=page)


def _kind(name: str) -> LetterKind:
    try:
        kind = kind_of(name)
    except KeyError:
        raise Http404 from None
    if kind.worded:
        raise Http404
    return kind


@requires(Permission.KEEP_LETTER_TEXTS)
@require_http_methods(PAGE)
def letterhead(request: MemberRequest) -> HttpResponse:
    """What stands at the head of letters beside the school's name."""
    now = letterhead_now()
    ring = now.ring if now.version else ""
    shown = {"address": now.address, "telephone": now.telephone, "email": now.email, "ring": ring}
    form = HeadForm(posted(request), initial={**shown, "version": now.version})

    def act() -> str:
        version = form.cleaned_data["version"]
        change_letterhead(form.head, version=version, by=Actor.of(request.member), now=clock.now())
        return "Saved. Letters leave under it from now on."

    def page() -> HttpResponse:
        return form_page(request, "letters/letterhead.html", form, {"school": request.place.name})

    return ask(request, form, act, to=reverse("letter_texts"), page=page)
