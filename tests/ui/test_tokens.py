"""Colours: every pair that carries text or a state keeps its contrast, in both schemes; every identity can be drawn."""

import re
from pathlib import Path

import pytest

import foundation.ui
from foundation.ui import identities
from foundation.ui.frontend import build

CSS = Path(foundation.ui.__file__).parent / "frontend" / "css"
SOURCE = (CSS / "tokens.css").read_text().partition("prefers-contrast")[0]  # the everyday pairs, not those for more
PAIR = r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)"
TOKENS = {name: (light, dark) for name, light, dark in re.findall(PAIR, SOURCE)}
IDENTITY = (CSS / "identity.css").read_text()
HUES = {
    name: (light, dark)
    for name, light, dark in re.findall(r'\^="(\w+)"\].*?light-dark\((#\w{6}), (#\w{6})\)', IDENTITY)
}


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, two: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(two)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize(
    ("text", "ground", "least"),
    [
        *[(text, ground, 7) for text in ("ink", "ink-2") for ground in ("paper", "wash", "sheet")],
        *[("ink", ground, 7) for ground in ("press", "act-wash", "red-wash", "amber-wash", "blue-wash")],
        ("ink-3", "paper", 4.5),
        ("ink-3", "wash", 4.5),
        ("ink", "unsaved", 7),
        ("ink-3", "unsaved", 4.5),
        ("unsaved-corner", "unsaved", 3),
        ("act", "paper", 4.5),
        ("act", "act-wash", 4.5),
        ("act-strong", "paper", 7),
        ("on-act", "act", 7),
        ("red", "paper", 7),
        ("red", "red-wash", 4.5),
        ("on-red", "red", 7),
        ("amber", "paper", 4.5),
        ("blue", "paper", 7),
        ("on-solid", "solid", 7),
        ("line", "paper", 3),
        ("focus", "paper", 3),
        ("amber-fill", "paper", 3),
    ],
)
@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_contrast(text: str, ground: str, least: float, scheme: int) -> None:
    assert contrast(TOKENS[text][scheme], TOKENS[ground][scheme]) >= least


@pytest.mark.parametrize("hue", [*identities.HUES, "slate", "umber"])
@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_a_schools_name_can_be_read_in_its_hue(hue: str, scheme: int) -> None:
    assert contrast(HUES[hue][scheme], TOKENS["paper"][scheme]) >= 4.5


def test_every_identity_has_its_hue_and_its_edge() -> None:
    for identity in (*identities.IDENTITIES, identities.TRUST, identities.AUTHORITY):
        hue, pattern = identity.split("-")
        assert f'[data-school^="{hue}"]' in IDENTITY
        assert pattern == "solid" or f'[data-school$="-{pattern}"]' in IDENTITY  # solid is what any other is drawn as


def test_styles_use_only_tokens_that_exist() -> None:
    sheets = [path.read_text() for path in build._inputs() if path.suffix == ".css"]
    assert len(sheets) > len(list(CSS.rglob("*.css")))  # the rooms' too
    defined = {name for sheet in sheets for name in re.findall(r"--([\w-]+):", sheet)}
    used = {name for sheet in sheets for name in re.findall(r"var\(--([\w-]+)\)", sheet)}
    assert used <= defined
