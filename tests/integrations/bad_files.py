"""The files of tests/bad_input.toml that are too large, or too odd, to write there. Each is written block by block."""

from collections.abc import Callable
from pathlib import Path

MB = 1 << 20
UPN = "L823400124123"


def open_quote_50_mb(path: Path) -> None:
    with path.open("w") as file:
        file.write(f'UPN,Date,Session,Mark\n{UPN},"14/09/2026,AM,/\n')
        for _ in range(50):
            file.write(f"{UPN},14/09/2026,AM,/\n" * (MB // 32))


def million_bad_rows(path: Path) -> None:
    with path.open("w") as file:
        file.write("UPN,Date,Session,Mark\n")
        for _ in range(1000):
            file.write(f"{UPN},14/09/2026,AM,Z9\n" * 1000)


def cell_of_50_mb(path: Path) -> None:
    with path.open("w") as file:
        file.write(f"UPN,Date,Session,Mark\n{UPN},14/09/2026,AM,")
        for _ in range(50):
            file.write("x" * MB)


def truncated_marks(path: Path) -> None:
    record = f"<Record><UPN>{UPN}</UPN><Date>2026-09-14</Date><Session>AM</Session><Mark>/</Mark></Record>\n"
    path.write_text("<SuperStarReport>\n" + record * 20_000 + record[:40])


def billion_laughs(path: Path) -> None:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    path.write_text(
        f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY l0 "lol">{entities}]>'
        "<SuperStarReport><Record><UPN>&l9;</UPN></Record></SuperStarReport>"
    )


def split_document_type(path: Path) -> None:
    """The keyword lies across the edge of a block, behind a long comment."""
    comment = "<!--" + "x" * ((1 << 17) - 4 - 3 - 5) + "-->"
    path.write_text(comment + "<!DOCTYPE r><SuperStarReport><Record/></SuperStarReport>")


def quadratic(path: Path) -> None:
    path.write_text(
        f'<!DOCTYPE r [<!ENTITY a "{"x" * 50_000}">]><SuperStarReport><Record><UPN>{"&a;" * 50_000}</UPN></Record>'
        "</SuperStarReport>"
    )


def depth_100_000(path: Path) -> None:
    path.write_text("<SuperStarReport><Record>" + "<a>" * 100_000 + "</a>" * 100_000 + "</Record></SuperStarReport>")


def million_attributes(path: Path) -> None:
    with path.open("w") as file:
        file.write("<SuperStarReport><Record ")
        for block in range(1000):
            file.write(" ".join(f'a{block * 1000 + n}=">"' for n in range(1000)) + " ")
        file.write("/></SuperStarReport>")


def value_of_50_mb(path: Path) -> None:
    with path.open("w") as file:
        file.write(f"<SuperStarReport><Record><UPN>{UPN}</UPN><Mark>")
        for _ in range(50):
            file.write("x" * MB)
        file.write("</Mark></Record></SuperStarReport>")


def rubbish_between_records(path: Path) -> None:
    record = f"<Record><UPN>{UPN}</UPN><Date>2026-09-14</Date><Session>AM</Session><Mark>/</Mark></Record>"
    with path.open("w") as file:
        file.write("<SuperStarReport>" + record)
        for _ in range(50):
            file.write("<x/>" * (MB // 4))
        file.write(record + "</SuperStarReport>")


def million_good_records(path: Path) -> None:
    """A quarter of a million, which is enough to show whether each stays in memory."""
    record = f"<Record><UPN>{UPN}</UPN><Date>2026-09-14</Date><Session>AM</Session><Mark>/</Mark></Record>\n"
    with path.open("w") as file:
        file.write("<SuperStarReport>\n")
        for _ in range(250):
            file.write(record * 1000)
        file.write("</SuperStarReport>\n")


def five_thousand_columns(path: Path) -> None:
    """A heading and thirty rows of as many cells: work that grew with columns times known headings took a minute."""
    cells = ",".join(f"Column {number}" for number in range(5_000))
    path.write_text(f"UPN,Date,Session,Mark,{cells}\n" + f"{UPN},14/09/2026,AM,/,{cells}\n" * 30)


def new_tag_in_each_record(path: Path) -> None:
    mark = f"<UPN>{UPN}</UPN><Date>2026-09-14</Date><Session>AM</Session><Mark>/</Mark>"
    with path.open("w") as file:
        file.write("<SuperStarReport>\n")
        for number in range(5_000):
            file.write(f"<Record>{mark}<a{number}>x</a{number}></Record>\n")
        file.write("</SuperStarReport>\n")


MADE: dict[str, Callable[[Path], None]] = {
    made.__name__: made
    for made in (
        open_quote_50_mb,
        million_bad_rows,
        million_good_records,
        cell_of_50_mb,
        truncated_marks,
        billion_laughs,
        five_thousand_columns,
        new_tag_in_each_record,
        split_document_type,
        quadratic,
        depth_100_000,
        million_attributes,
        value_of_50_mb,
        rubbish_between_records,
    )
}
