r"""The register's grid and the week's as hands and eyes use them: keys pressed, the focused cell, what is saved.

press(page, "/ ↓ L 1 2 Ctrl+D")
"""

from playwright.sync_api import Page, expect

SHORT = {"Ctrl": "Control", "Del": "Delete", "Esc": "Escape"}
ARROWS = {"↓": "ArrowDown", "↑": "ArrowUp", "←": "ArrowLeft", "→": "ArrowRight"}


def press(page: Page, keys: str) -> None:
    """Press keys, written apart."""
    for key in keys.split():
        parts = key.split("+") if len(key) > 1 else [key]
        page.keyboard.press("+".join(SHORT.get(part, ARROWS.get(part, part)) for part in parts))


def focused(page: Page) -> str:
    """What is read aloud of whatever has the focus."""
    return str(page.evaluate("document.activeElement.getAttribute('aria-label') ?? document.activeElement.tagName"))


def column(page: Page, count: int = 30, place: int = 6) -> list[str]:
    """What stands in the first cells of a column (6 is Thursday AM), as seen; a refused one with an exclamation mark."""
    rows = page.locator("table.reg tbody tr")
    found = rows.evaluate_all(
        """(rows, place) => rows.map((row) => {
            const cell = row.querySelectorAll('td[aria-label]')[place];
            return cell.textContent + (cell.classList.contains('refused') ? '!' : '');
        })""",
        place,
    )
    return found[:count]


def save(page: Page, expected: str) -> None:
    """Save by the keys, and wait until the page says so."""
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-said]")).to_contain_text(expected)
