"""Every part of the visual language on one page, rendered by the product's own templates, and a browser's way to it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.template import Context, RequestContext, engines
from django.template.base import Template
from django_cotton.compiler_regex import CottonCompiler
from playwright.sync_api import Page, Route

from foundation.ui import charts, shell
from foundation.ui.forms import DayField
from foundation.ui.navigation import Link, Notices

GALLERY = Path(__file__).with_name("gallery.html")
ADDRESS = "http://gallery.localhost"
TODAY = date(2026, 11, 19)


def render(source: str, context: dict[str, Any] | None = None, request: HttpRequest | None = None) -> str:
    """Render template source that uses our components."""
    engine = engines["django"].engine
    template = Template(CottonCompiler().process(source), engine=engine)
    if request is None:
        return template.render(Context(context or {}))
    return template.render(RequestContext(request, context or {}))


class LeaveForm(forms.Form):
    first = DayField(label="First day away", help_text="For example 22/10, 22 Oct or next Thursday")
    last = DayField(label="Last day away")
    reason = forms.CharField(
        label="Reason given by the parent", widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    decided = forms.ChoiceField(
        label="Decided by", choices=[("", "Choose a person"), ("h", "Mrs H Adair, headteacher")]
    )
    how = forms.ChoiceField(label="How it came", choices=[("call", "Call"), ("note", "Note")], widget=forms.RadioSelect)
    told = forms.BooleanField(label="The family has been told", required=False, help_text="By letter or in a call")


class FileForm(forms.Form):
    file = forms.FileField(label="Export from SIMS", help_text="XML from CommandReporter, or CSV. Up to 50 MB.")


def shell_of_alder(**changes: Any) -> shell.Shell:
    places = ("Today", "Registers", "Pupils", "Absence", "Cases", "Reports")
    rail = tuple(Link(name, f"/{name.lower()}/", name == "Pupils", 14 if name == "Cases" else 0) for name in places)
    stale = shell.Stale(
        "Cedar’s registers last reached us yesterday at 08:10.",
        "Figures leave Cedar out until they do.",
        "/x/",
        "See what is affected",
    )
    facts = shell.Facts("Autumn term, week 11", datetime(2026, 11, 19, 9, 35, tzinfo=UTC), (stale,))
    values = {
        "kind": "school",
        "name": "Alder Academy",
        "theme": "plum-solid",
        "person": "Ana Petrov",
        "today": TODAY,
        "facts": facts,
        "rail": rail,
        "top_line": tuple(Link(name, f"/{name.lower()}/", False, 0) for name in ("Imports", "Calendar", "People")),
        "notices": Notices("/notices/", 2, current=False),
    }
    return shell.Shell(**(values | changes))


WEEKS = ("2 Sep", "7 Sep", "14 Sep", "21 Sep", "28 Sep", "5 Oct", "12 Oct", "19 Oct")
NATIONAL = (None, "94.4", "93.1", "92.5", "92.4", "93.0", "92.7", "91.4")
ALDER = ("95.2", "94.1", "93.0", "92.2", "91.8", "92.6", "92.1", "90.9")
CEDAR = ("95.9", "94.8", "93.9", "93.2", "92.9", "93.4", "93.1", "92.0")


def weekly(key: str, name: str, values: tuple[str, ...], *, hole: str = "", href: str = "") -> charts.LineChart:
    points = tuple(
        charts.Point(week, Decimal(value), f"{value}%", href and f"{href}{n}/", hole if week == "12 Oct" else "")
        for n, (week, value) in enumerate(zip(WEEKS, values, strict=True))
    )
    national = tuple(
        charts.Point(week, None if value is None else Decimal(value), "n/a" if value is None else f"{value}%")
        for week, value in zip(WEEKS, NATIONAL, strict=True)
    )
    publication = "state-funded secondary schools, England, weeks 37 to 43 of 2025, from “Pupil attendance in schools”"
    return charts.LineChart(
        key,
        f"{name}: weekly attendance, autumn half-term 1",
        name,
        points,
        charts.Comparator("National", national, publication),
    )


def reasons() -> tuple[charts.Drawn, ...]:
    figures = {
        "All absence": (74, 65, 72),
        "Illness": (36, 31, 33),
        "Other authorised": (12, 11, 12),
        "Unauthorised": (26, 23, 26),
    }
    return charts.draw_multiples(
        [
            charts.BarChart(
                f"why-{n}",
                name,
                (
                    charts.percent_bar("Alder", alder, 1000, href="/x/"),
                    charts.percent_bar("Cedar", cedar, 1000, incomplete="37 marks"),
                ),
                charts.Mean(
                    "national", Decimal(mean) / 10, f"{Decimal(mean) / 10}", "national secondary, year to date"
                ),
            )
            for n, (name, (alder, cedar, mean)) in enumerate(figures.items())
        ]
    )


def gallery_context() -> dict[str, Any]:
    bad = LeaveForm({"first": "22 oct 2026", "last": "31/02/2026", "reason": "Family wedding in Leeds on the Friday"})
    return {
        "form": bad,
        "file_form": FileForm(),
        "good": LeaveForm(initial={"first": date(2026, 10, 22)}, auto_id="good_%s"),
        "alder": charts.draw_line(weekly("alder", "Alder", ALDER)),
        "cedar": charts.draw_line(weekly("cedar", "Cedar", CEDAR, hole="no code: 37 marks", href="/week/")),
        "alder_beside": charts.draw_line(weekly("alder-beside", "Alder", ALDER)),
        "schools": charts.draw_lines([weekly(f"of-{name.lower()}", name, ALDER) for name in ("Birch", "Elm", "Fir")]),
        "joined": date(2024, 9, 2),
        "reasons": reasons(),
        "page": Paginator(range(1186), 50).page(2),
        "facts": [
            ("Attended", "135,751 sessions"),
            ("Possible", "145,979 sessions"),
            ("Who", "2,028 pupils aged 5 to 15 at 31 August"),
            ("As at", "19 November 2026 07:00"),
        ],
        "messages": [Message("28 marks saved at 09:36.", "success"), Message("Two files were read before.", "warning")],
    }


@dataclass
class Message:
    text: str
    level_tag: str

    def __str__(self) -> str:
        return self.text


def gallery(theme: str = "plum-solid", **context: Any) -> str:
    """Return the whole gallery page, on the frame of a school."""
    return render(GALLERY.read_text(), gallery_context() | {"shell": shell_of_alder(theme=theme)} | context)


def policy() -> str:
    """Return the content security policy that the product sends."""
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    return "; ".join(f"{name} {' '.join(sources)}" for name, sources in directives.items())


def serve(page: Page, pages: dict[str, str]) -> None:
    """Answer the browser's requests to ADDRESS from `pages` (path to HTML) and the static files, under our policy."""

    def answer(route: Route) -> None:
        path = urlsplit(route.request.url).path
        if path.startswith(settings.STATIC_URL):
            found = finders.find(path.removeprefix(settings.STATIC_URL))
            return route.fulfill(path=found) if found else route.fulfill(status=404, body=path)
        if path not in pages:
            return route.fulfill(status=404, body="nothing here", content_type="text/html")
        return route.fulfill(
            body=pages[path], content_type="text/html; charset=utf-8", headers={"Content-Security-Policy": policy()}
        )

    page.route(f"{ADDRESS}/**", answer)
