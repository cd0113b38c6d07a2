"""Charts: what is drawn is where it should be, and says what it is."""

import itertools
import re
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foundation.ui import charts
from foundation.ui.charts.scale import LINE, apart, every, nice_scale, width_of

SVG = "{http://www.w3.org/2000/svg}"

values = st.decimals(0, 100, places=1)
finite = st.decimals(-100_000, 100_000, places=2).map(float)


def parsed(drawn: charts.Drawn) -> ElementTree.Element:
    return ElementTree.fromstring(str(drawn.svg))


def texts(drawing: ElementTree.Element) -> list[tuple[float, float, str, str]]:
    """Each text as (left, baseline, words, class), by the same estimate of width that the drawing uses."""
    found = []
    for text in drawing.iter(f"{SVG}text"):
        words = text.text or ""
        shift = {"end": 1.0, "middle": 0.5}.get(text.get("text-anchor", ""), 0.0) * width_of(words)
        found.append((float(text.get("x", "")) - shift, float(text.get("y", "")), words, text.get("class", "")))
    return found


def line_of(
    numbers: list[Decimal | None], *, national: list[Decimal | None] | None = None, **extra: str
) -> charts.Drawn:
    points = tuple(
        charts.Point(f"{n} Sep", value, "n/a" if value is None else f"{value}%", **extra)
        for n, value in enumerate(numbers, 1)
    )
    against = None
    if national is not None:
        others = tuple(
            charts.Point(p.label, v, "n/a" if v is None else f"{v}%") for p, v in zip(points, national, strict=True)
        )
        against = charts.Comparator("National", others, "England, from “Pupil attendance in schools”")
    return charts.draw_line(charts.LineChart("x", "Attendance by week", "Alder", points, against))


def bars_of(*numbers: Decimal, mean: Decimal | None = None, label: str = "Alder", **extra: str) -> charts.Drawn:
    bars = tuple(charts.Bar(f"{label} {n}", value, f"{value}%", **extra) for n, value in enumerate(numbers))
    held = None if mean is None else charts.Mean("national", mean, f"{mean}", "England")
    return charts.draw_bars(charts.BarChart("x", "Absence", bars, held))


@given(st.lists(finite, min_size=1, max_size=40), st.booleans())
def test_a_scale_holds_every_value_with_few_round_ticks(numbers: list[float], from_nought: bool) -> None:
    numbers = [abs(n) for n in numbers] if from_nought else numbers
    scale = nice_scale(numbers, 200, 10, from_nought=from_nought)
    slack = scale.step * 1e-6
    assert scale.low - slack <= min(numbers)
    assert max(numbers) <= scale.high + slack
    assert 2 <= len(scale.ticks) <= 7
    if from_nought:
        assert scale.low == 0


@given(st.lists(values, min_size=2, max_size=40))
def test_higher_values_are_never_drawn_lower_and_none_leaves_the_drawing(numbers: list[Decimal]) -> None:
    drawing = parsed(line_of(list(numbers)))
    _, _, width, height = map(float, drawing.get("viewBox", "").split())
    heights = [
        (value, float(dot.get("cy", ""))) for value, dot in zip(numbers, drawing.iter(f"{SVG}circle"), strict=True)
    ]
    for (one, one_y), (two, two_y) in zip(sorted(heights), sorted(heights)[1:], strict=False):
        assert one == two or one_y >= two_y
    for dot in drawing.iter(f"{SVG}circle"):
        assert 0 <= float(dot.get("cx", "")) <= width
        assert 0 <= float(dot.get("cy", "")) <= height


@given(st.lists(st.tuples(st.none() | values, st.none() | values, st.booleans()), min_size=1, max_size=40))
@settings(max_examples=200)
def test_no_text_leaves_the_drawing_or_touches_another(
    weeks: list[tuple[Decimal | None, Decimal | None, bool]],
) -> None:
    points = tuple(
        charts.Point(f"{n} Sep", value, "n/a" if value is None else f"{value}%", "", "37 marks missing" if part else "")
        for n, (value, _, part) in enumerate(weeks, 1)
    )
    national = tuple(
        charts.Point(p.label, v, "n/a" if v is None else f"{v}%") for p, (_, v, _) in zip(points, weeks, strict=True)
    )
    against = charts.Comparator("National", national, "England")
    drawing = parsed(charts.draw_line(charts.LineChart("x", "Attendance", "Alder", points, against)))
    _, _, width, height = map(float, drawing.get("viewBox", "").split())
    placed = texts(drawing)
    for left, baseline, words, _ in placed:
        assert left >= -1
        assert left + width_of(words) <= width + 1
        assert 8 <= baseline <= height
    for number, (left, baseline, words, _) in enumerate(placed):
        for other_left, other_baseline, other_words, _ in placed[number + 1 :]:
            beside = left + width_of(words) <= other_left or other_left + width_of(other_words) <= left
            assert beside or abs(baseline - other_baseline) >= 11, (words, other_words)
    lines = [place for run in drawing.iter(f"{SVG}polyline") for place in walked(run.get("points", ""))]
    dots = [(float(dot.get("cx", "")), float(dot.get("cy", ""))) for dot in drawing.iter(f"{SVG}circle")]
    for left, baseline, words, kind in placed:
        if kind == "halo":
            right, top = left + width_of(words), baseline - 9
            assert not [(x, y) for x, y in lines + dots if left < x < right and top < y < baseline + 2], words


def walked(points: str) -> list[tuple[float, float]]:
    """Places along a polyline, close together."""
    corners = [tuple(map(float, corner.split(","))) for corner in points.split()]
    return [
        (x + (next_x - x) * step / 20, y + (next_y - y) * step / 20)
        for (x, y), (next_x, next_y) in itertools.pairwise(corners)
        for step in range(21)
    ]


@given(st.lists(st.tuples(st.floats(0, 200), st.floats(10, 40)), max_size=4))
def test_labels_are_set_apart_where_there_is_room(wanted: list[tuple[float, float]]) -> None:
    placed = apart(wanted, 0, 220)
    spans = sorted(
        (centre - height / 2, centre + height / 2) for centre, (_, height) in zip(placed, wanted, strict=True)
    )
    assert all(upper_end <= lower_start + 0.2 for (_, upper_end), (lower_start, _) in itertools.pairwise(spans))
    assert all(start >= -0.2 and end <= 220.2 for start, end in spans)


def test_a_gap_stays_a_gap() -> None:
    drawing = parsed(line_of([Decimal(95), Decimal(94), None, Decimal(93), Decimal(92), None, Decimal(91)]))
    runs = [run.get("points", "").split() for run in drawing.iter(f"{SVG}polyline")]
    assert [len(run) for run in runs] == [2, 2]  # the last point stands alone: a dot and no line
    assert len(list(drawing.iter(f"{SVG}circle"))) == 5


def test_a_line_above_nought_says_so_and_one_from_nought_does_not() -> None:
    assert (
        "The scale runs from 90 to 96 because these are lines, not bars."
        in line_of([Decimal("95.2"), Decimal("90.9")]).note
    )
    assert "scale" not in line_of([Decimal(0), Decimal(90)]).note


def test_the_comparator_is_dashed_named_where_it_ends_and_its_publication_given() -> None:
    drawn = line_of([Decimal(95), Decimal(91)], national=[Decimal(94), Decimal(92)])
    assert drawn.note.startswith("Dashed: England, from “Pupil attendance in schools”.")
    assert 'class="nat"' in drawn.svg
    assert [words for _, _, words, kind in texts(parsed(drawn)) if not kind][-2:] == ["National", "92%"]


def test_a_comparator_that_ends_before_the_series_says_as_of_when_its_figure_is() -> None:
    drawn = line_of([Decimal(95), Decimal(91), Decimal(90)], national=[Decimal(94), Decimal(92), None])
    assert [words for _, _, words, kind in texts(parsed(drawn)) if not kind][-3:] == ["National", "92%", "2 Sep"]


def test_an_incomplete_point_is_hollow_and_hatched_and_says_so_everywhere() -> None:
    points = (
        charts.Point("5 Oct", Decimal(93), "93.0%"),
        charts.Point("12 Oct", Decimal(92), "92.0%", incomplete="37 marks without a code"),
    )
    drawn = charts.draw_line(charts.LineChart("cedar", "Cedar by week", "Cedar", points))
    assert 'class="dot prov"' in drawn.svg
    assert 'fill="url(#cedar-h)"' in drawn.svg
    assert drawn.table.rows[1] == ("12 Oct", "92.0% (incomplete: 37 marks without a code)")
    assert "12 Oct is incomplete: 37 marks without a code." in drawn.svg
    assert "Hatched" in drawn.note


def test_the_table_and_the_drawing_say_the_same() -> None:
    drawn = line_of([Decimal("95.2"), None, Decimal("90.9")], national=[None, Decimal("93.1"), Decimal("91.4")])
    assert drawn.table.columns == ("Week from", "Alder", "National")
    assert drawn.table.rows == (("1 Sep", "95.2%", "n/a"), ("2 Sep", "n/a", "93.1%"), ("3 Sep", "90.9%", "91.4%"))
    assert "Falls from 95.2% at 1 Sep to 90.9% at 3 Sep." in drawn.svg


@pytest.mark.parametrize("count", [0, 1])
def test_a_chart_of_next_to_nothing_can_be_drawn(count: int) -> None:
    drawn = line_of([Decimal(95)] * count)
    assert len(list(parsed(drawn).iter(f"{SVG}circle"))) == count
    assert ("no figures yet" in drawn.svg) is (count == 0)
    assert charts.draw_bars(charts.BarChart("none", "Nothing", ())).table.rows == ()


@given(st.lists(values, min_size=1, max_size=8), st.none() | values)
def test_bars_start_at_nought_and_are_as_long_as_what_they_stand_for(
    numbers: list[Decimal], mean: Decimal | None
) -> None:
    drawing = parsed(bars_of(*numbers, mean=mean))
    _, _, width, _ = map(float, drawing.get("viewBox", "").split())
    drawn = [bar for bar in drawing.iter(f"{SVG}rect") if bar.get("class") == "bar"]
    base = next(line for line in drawing.iter(f"{SVG}line") if line.get("class") == "base")
    assert {bar.get("x") for bar in drawn} == {base.get("x1")}
    lengths = [float(bar.get("width", "")) for bar in drawn]
    longest = max(numbers)
    per_unit = max(lengths) / float(longest) if longest else 0
    for length, value in zip(lengths, numbers, strict=True):
        assert length == pytest.approx(per_unit * float(value), abs=0.2)
    for left, _, words, _ in texts(drawing):
        assert left >= -1
        assert left + width_of(words) <= width + 1


def test_small_multiples_share_one_scale() -> None:
    panels = charts.draw_multiples(
        [
            charts.BarChart("a", "All absence", (charts.percent_bar("Alder", 74, 1000),)),
            charts.BarChart("b", "Illness", (charts.percent_bar("A much longer label", 37, 1000),)),
        ]
    )
    widths = [
        float(next(r for r in parsed(p).iter(f"{SVG}rect") if r.get("class") == "bar").get("width", "")) for p in panels
    ]
    assert widths[0] == pytest.approx(2 * widths[1], abs=0.2)


def test_lines_side_by_side_share_one_scale() -> None:
    def chart(key: str, *numbers: int) -> charts.LineChart:
        points = tuple(charts.Point(f"{n} Sep", Decimal(value), f"{value}%") for n, value in enumerate(numbers))
        return charts.LineChart(key, key, key, points)

    low, high = (parsed(drawn) for drawn in charts.draw_lines([chart("low", 60, 80), chart("high", 80, 95)]))
    ends = [[float(dot.get("cy", "")) for dot in drawing.iter(f"{SVG}circle")] for drawing in (low, high)]
    assert ends[0][1] == ends[1][0]  # 80 is as high here as there
    assert [t[2] for t in texts(low) if t[2].isdigit()] == [t[2] for t in texts(high) if t[2].isdigit()]


def test_a_figure_steps_over_the_mean_that_would_cross_it() -> None:
    drawing = parsed(bars_of(Decimal("7.4"), Decimal("6.9"), mean=Decimal("7.2")))
    mean = next(float(line.get("x1", "")) for line in drawing.iter(f"{SVG}line") if line.get("class") == "nat")
    for left, _, words, kind in texts(drawing):
        if kind.startswith("strong"):
            assert not left - 2 < mean < left + width_of(words), words


def test_a_bar_cannot_be_negative_and_a_hidden_one_has_words() -> None:
    with pytest.raises(ValueError, match="nought"):
        charts.Bar("Alder", Decimal(-1), "-1%")
    drawn = charts.draw_bars(charts.BarChart("x", "Severe", (charts.Bar("Elm", None, "hidden: fewer than 6"),)))
    assert "hidden: fewer than 6" in drawn.svg
    assert 'class="bar"' not in drawn.svg


def test_a_chart_with_links_is_a_group_of_them_and_one_without_a_picture() -> None:
    """A picture's parts cannot be reached by a screen reader, so a chart whose bars open may not be one."""
    assert 'role="img"' in bars_of(Decimal(1)).svg
    linked = bars_of(Decimal(1), href="/pupils/?why=I")
    assert 'role="group"' in linked.svg
    assert 'href="/pupils/?why=I" aria-label="Alder 0: 1%"' in linked.svg


def typed(place: str) -> str:
    """What somebody may type at a place of a chart: words that would be markup if any of it were let through."""
    return f"{place} '\"><script>alert(1)</script>&amp;"


def everywhere(drawn: charts.Drawn) -> str:
    """All that a drawing says to those who see it, hear it or follow it, as a browser reads it."""
    return "\n".join(
        word for part in parsed(drawn).iter() for word in (part.text, part.get("href"), part.get("aria-label")) if word
    )


def test_what_people_typed_cannot_become_markup() -> None:
    point = charts.Point(typed("label"), Decimal(1), typed("text"), typed("href"), typed("incomplete"))
    against = charts.Comparator(
        typed("against"), (charts.Point(typed("when"), Decimal(1), typed("held")),), typed("publication")
    )
    line = charts.draw_line(charts.LineChart("x", typed("title"), typed("name"), (point,), against))
    bar = charts.Bar(typed("label"), Decimal(1), typed("text"), typed("href"), typed("incomplete"))
    mean = charts.Mean(typed("mean"), Decimal(1), typed("held"), typed("publication"))
    bars = charts.draw_bars(charts.BarChart("y", typed("title"), (bar,), mean))
    for drawn, places in (
        (line, ("title", "label", "text", "href", "incomplete", "against", "when", "held")),
        (bars, ("title", "label", "text", "href", "incomplete", "mean", "held")),
    ):
        assert "<script" not in drawn.svg
        assert not [place for place in places if typed(place) not in everywhere(drawn)]
    with pytest.raises(ValueError, match="key"):
        charts.BarChart('x" onload="', "t", ())


def test_a_link_has_room_for_a_finger_and_says_what_it_opens() -> None:
    line, bars = line_of([Decimal(1), Decimal(2)], href="/x/?a=1&b=2"), bars_of(Decimal(1), href="/x/?a=1&b=2")
    for drawn, shape in ((line, "circle"), (bars, "rect[@class='bar']")):
        links = parsed(drawn).findall(f"{SVG}a")
        assert links
        assert {link.get("href") for link in links} == {"/x/?a=1&b=2"}
        assert all(link.get("aria-label", "").endswith("%") for link in links)
        for link in links:
            hit, *_ = link.findall(f"{SVG}rect[@class='hit']")
            assert float(hit.get("height", "")) >= 24
            assert float(hit.get("width", "")) >= 24
            assert len(link.findall(f"{SVG}{shape}")) == 1


def test_a_picture_is_named_and_described_by_words_in_it() -> None:
    for drawn, key, title in (
        (line_of([Decimal(1)]), "x", "Attendance by week"),
        (bars_of(Decimal(1)), "x", "Absence"),
    ):
        drawing = parsed(drawn)
        named = {part.get("id"): part.text for part in drawing.iter()}
        assert named[drawing.get("aria-labelledby")] == title
        assert named[drawing.get("aria-describedby")]
        assert drawing.get("aria-labelledby") == f"{key}-t"


def test_nothing_drawn_needs_a_style_or_script() -> None:
    for drawn in (line_of([Decimal(1), Decimal(2)], href="/x/"), bars_of(Decimal(1), href="/x/")):
        assert not re.search(r"\s(style|on\w+)=|<script|<style", drawn.svg)


def test_a_comparator_must_match_point_for_point() -> None:
    with pytest.raises(ValueError, match="a point for each"):
        charts.LineChart("x", "t", "n", (), charts.Comparator("National", (charts.Point("1 Sep", None, "n/a"),), "p"))


def test_labels_under_a_line_are_thinned_until_they_fit() -> None:
    assert every(["2 Sep"] * 8, 60) == 1
    assert every(["14 September"] * 8, 36) * 36 >= width_of("14 September")
    assert LINE >= 16
