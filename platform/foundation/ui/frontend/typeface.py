"""Cut the typeface's files to what `css/type.css` says each is for: its letters, and the weights that pages use.

A file of the package holds every weight from 200 to 800 and letters that no name needs: twice what a first visit has to
fetch. What is cut keeps the copyright and the licence, and is the same bytes each time.
"""

import re
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

#: Where the files of the package lie, and where what is cut from them is put for the sheet, in `node_modules`.
PACKAGE = "@fontsource-variable/atkinson-hyperlegible-next/files"
FOLDER = ".typeface"
#: What is cut, and the file of the package that it is cut from.
CUTS = {
    "face.woff2": "atkinson-hyperlegible-next-latin-wght-normal.woff2",
    "face-signs.woff2": "atkinson-hyperlegible-next-latin-wght-normal.woff2",
    "face-further.woff2": "atkinson-hyperlegible-next-latin-ext-wght-normal.woff2",
}
#: Copyright, family, style, version and licence.
_SAID = [0, 1, 2, 5, 13, 14]
_FACE = re.compile(r'@font-face \{[^}]*?weight: (\d+) (\d+);[^}]*?/(face[\w-]*\.woff2)"[^}]*?unicode-range: ([^;]+);')


def cut_typeface(sheet: Path, packages: Path) -> None:
    """Make each file that the sheet names a face for. KeyError when that is none of `CUTS`."""
    (packages / FOLDER).mkdir(exist_ok=True)
    for lightest, boldest, name, ranges in _FACE.findall(sheet.read_text()):
        font = TTFont(packages / PACKAGE / CUTS[name], recalcTimestamp=False)
        _subset(font, letters_of(ranges))
        instantiateVariableFont(font, {"wght": (int(lightest), int(boldest))}, inplace=True)
        font.flavor = "woff2"
        font.save(packages / FOLDER / name)


def letters_of(ranges: str) -> set[int]:
    """The code points of a `unicode-range`: "U+0041-005A, U+00A3"."""
    found: set[int] = set()
    for one in ranges.replace("U+", "").split(","):
        first, _, last = one.strip().partition("-")
        found |= set(range(int(first, 16), int(last or first, 16) + 1))
    return found


def _subset(font: TTFont, letters: set[int]) -> None:
    options = Options(hinting=False, glyph_names=False, notdef_outline=True, name_IDs=_SAID)
    options.layout_features = ["ccmp", "kern", "locl", "mark", "mkmk", "tnum"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=letters)
    subsetter.subset(font)
