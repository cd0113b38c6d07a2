"""Components, pages for faults, the frame, identities: rendered, without a browser."""

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.test import RequestFactory

import foundation.ui
from foundation.ui import identities, navigation, shell, views
from foundation.ui.home import no_pages
from foundation.ui.sentences import Said
from tests.layout.tree import named, tracked
from tests.ui.gallery import gallery, gallery_context, render, shell_of_alder

UI = Path(foundation.ui.__file__).parent
COMPONENTS = sorted(path for path in tracked() if path.parent.name == "cotton")  # those of the rooms too
TEMPLATES = sorted({*(UI / "templates").rglob("*.*"), *COMPONENTS})
EVIL = '"><script>alert(1)</script>" onclick="x'


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_a_template_carries_no_style_script_or_handler_of_its_own(path: Path) -> None:
    source = path.read_text()
    assert not re.search(
        r"\sstyle=|\son[a-z]+=|<style|javascript:|hx-on|hx-vals|\|safe|autoescape off|mark_safe", source
    )
    assert not re.search(r"<script(?![^>]*\ssrc=)", source)


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.stem)
def test_a_component_prints_no_bag_of_attributes_and_leaks_nothing_from_the_page_around_it(path: Path) -> None:
    """The library prints {{ attrs }} unescaped, and a variable without a default shows the page's own of that name."""
    source = path.read_text()
    assert "attrs" not in source
    declared = re.search(r"<c-vars ([^>]*)/>", source)
    names = set(re.findall(r":?(\w+)=", declared[1])) if declared else set()
    loops = set(re.findall(r"{% for ([\w, ]+) in", source))
    known = names | {"slot", "forloop", "form"} | {name.strip() for loop in loops for name in loop.split(",")}
    used = set(re.findall(r"{{ (\w+)", source)) | {n for n in re.findall(r"{% if (\w+)", source) if n != "not"}
    assert used <= known, used - known


@pytest.mark.parametrize(
    "source",
    [
        '<c-button href="{{ evil }}" name="{{ evil }}">{{ evil }}</c-button>',
        '<c-button name="{{ evil }}" value="{{ evil }}" id="{{ evil }}">{{ evil }}</c-button>',
        '<c-tag state="{{ evil }}" href="{{ evil }}">{{ evil }}</c-tag>',
        '<c-opens href="{{ evil }}" about="{{ evil }}">{{ evil }}</c-opens>',
        '<c-opens :href="evil" :about="evil">{{ evil }}</c-opens>',
        '<c-total :label="evil" :figure="evil" :href="evil">{{ evil }}</c-total>',
        '<c-table :caption="evil"></c-table>',
        '<c-banner :heading="evil" :tone="evil">{{ evil }}</c-banner>',
        '<c-why :figure="evil" :sum="evil" :facts="pairs" />',
        '<c-facts :facts="pairs" />',
        '<c-page_head :title="evil" :aside="evil">{{ evil }}</c-page_head>',
        '<c-panel :heading="evil" :id="evil" :aside="evil"></c-panel>',
        '<c-field :label="evil" :help="evil" :error="evil" :id="evil"></c-field>',
        '<c-mark :code="evil" :words="evil" :shape="evil" :minutes="evil" />',
        '<c-school :theme="evil" :href="evil">{{ evil }}</c-school>',
        '<c-progress :words="evil" :value="evil" :max="evil" />',
        '<c-refused :heading="evil">{{ evil }}</c-refused>',
        '<c-empty :heading="evil">{{ evil }}</c-empty>',
        '<c-filters :action="evil" :act="evil" :label="evil"></c-filters>',
    ],
)
def test_what_people_typed_stays_text_in_every_component(source: str) -> None:
    html = render(source, {"evil": EVIL, "pairs": [(EVIL, EVIL)]})
    assert "<script" not in html
    assert '" onclick="' not in html


@pytest.mark.parametrize(
    "source", ["<c-opens href='#x'>1</c-opens>", "<c-tag state='now'>1</c-tag>", "<c-mark code='1' />"]
)
def test_a_part_within_a_sentence_brings_no_space_of_its_own(source: str) -> None:
    html = render(f"({source}).")
    assert html.startswith("(<")
    assert html.endswith(">).")


@pytest.mark.parametrize(
    ("said", "html"),
    [
        (Said("As it is."), "As it is."),
        (Said("Now ", "1 < 2", "."), "Now <b>1 &lt; 2</b>."),
        (Said(strong="93.0%", after=" of it.", href="#why"), '<a class="opens" href="#why">93.0%</a> of it.'),
        (
            Said(strong="93.0%", href="/why/?phase=all&on=1", about="A & C"),
            '<a class="opens" href="/why/?phase=all&amp;on=1" data-opens>93.0%<span class="vh">, A &amp; C</span></a>',
        ),
    ],
)
def test_a_sentence_is_drawn_as_it_is_said(said: Said, html: str) -> None:
    drawn = render('{% include "ui/said.html" %}', {"said": said})
    assert re.sub(r"\s+(?=class|href)", " ", drawn) == html


def test_who_has_no_pages_is_told_so_for_one_role_or_several() -> None:
    assert no_pages(["School governor"], "the headteacher of Alder Academy") == (
        "There are no pages for this role here yet. If you expected some, "
        "ask the headteacher of Alder Academy to check your role."
    )
    assert "no pages for these roles here yet" in no_pages(["Class teacher", "School governor"], "the headteacher")


def test_the_gallery_renders_every_component() -> None:
    shown = (Path(__file__).with_name("gallery.html")).read_text()
    missing = [path.stem for path in COMPONENTS if f"<c-{path.stem}" not in shown]
    assert missing == ["error_summary"]  # the form brings its own there; tested with forms
    html = gallery()
    assert "{{" not in html
    assert "<c-" not in html


@pytest.mark.parametrize("status", [400, 403, 404, 408, 409, 413, 500, 503])
def test_a_page_for_a_fault_stands_alone(status: int) -> None:
    response = views.page(status)
    assert response.status_code == status
    html = response.content.decode()
    assert html.count("<h1>") == 1
    assert 'class="alone"' in html


def test_not_found_is_the_same_whatever_and_whoever_asked() -> None:
    one = views.not_found(RequestFactory().get("/pupils/9/"), exception=Exception("Kai Brown"))
    two = views.not_found(RequestFactory().get("/", HTTP_HX_REQUEST="true"))
    assert one.content == two.content == views.page(404).content
    assert list(one.items()) == list(two.items())


def test_the_frame_says_whose_data_when_and_who() -> None:
    html = gallery()
    assert '<body class="shell" data-school="plum-solid">' in html
    assert "Thursday 19 November 2026" in html
    assert "Autumn term, week 11" in html
    assert "Data as at <b>" in html
    assert "Cedar’s registers last reached us" in html
    assert html.count('aria-current="page"') == 1
    assert "<title>Error: Parts – Alder Academy – Rollcall</title>" in html  # the gallery holds a form with errors


def test_there_is_a_frame_only_for_a_member_of_a_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shell, "_facts", {})
    for places in ("_items", "_notices"):  # what the product offers asks a school
        monkeypatch.setattr(navigation, places, {})
    shell.state_facts("school", lambda request: shell.Facts(term="Autumn term, week 11"))
    request = RequestFactory().get("/")
    assert shell.shell_of(request) is None
    request.place = SimpleNamespace(kind="school", name="Alder Academy", theme="plum-solid")  # type: ignore[attr-defined]
    request.member = None  # type: ignore[attr-defined]
    assert shell.shell_of(request) is None
    request.member = SimpleNamespace(name="Ana Petrov", roles=frozenset())  # type: ignore[attr-defined]
    frame = shell.shell_of(request)
    assert frame is not None
    assert (frame.name, frame.person, frame.facts.term) == ("Alder Academy", "Ana Petrov", "Autumn term, week 11")


def test_schools_of_a_trust_are_told_apart() -> None:
    worn: list[str] = []
    for _ in range(20):
        worn.append(identities.identity_for(worn))
    assert sorted(worn) == sorted(identities.IDENTITIES)
    first_four = [name.split("-") for name in worn[:4]]
    assert len({hue for hue, _ in first_four}) == len({pattern for _, pattern in first_four}) == 4
    hue, pattern = identities.identity_for(["plum-notched"]).split("-")
    assert hue != "plum"
    assert pattern != "notched"
    assert all(
        one.split("-")[0] != two.split("-")[0] and one.split("-")[1] != two.split("-")[1]
        for one, two in zip(identities.IDENTITIES, identities.IDENTITIES[1:], strict=False)
    )


def test_an_explanation_is_a_part_or_a_page() -> None:
    figure = '<c-why figure="93.0%" :facts="facts" />'
    source = f'{{% extends "ui/explanation.html" %}}{{% block explanation %}}{figure}{{% endblock %}}'
    context = gallery_context() | {"heading": "Attendance of Alder", "shell": shell_of_alder()}
    request = RequestFactory().get("/figure/")
    request.htmx = True  # type: ignore[attr-defined]
    part = render(source, context | {"request": request})
    assert part.lstrip().startswith("<h2>Attendance of Alder</h2>")
    assert "<html" not in part
    request.htmx = False  # type: ignore[attr-defined]
    page = render(source, context | {"request": request})
    assert "<h1>Attendance of Alder</h1>" in page
    assert "93.0%" in page
