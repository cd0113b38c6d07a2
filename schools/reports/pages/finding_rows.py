"""What a sweep found as rows of a table, by one escaping function."""

from collections.abc import Iterable

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from schools.registers.pages.sweep_checks import Finding


def finding_rows(findings: Iterable[Finding]) -> SafeString:
    """Table rows: the session; of whom or which group, leading to where it is mended; what is wrong."""
    return mark_safe("\n".join(_row(finding) for finding in findings))  # noqa: S308


def _row(finding: Finding) -> str:
    hidden = " data-name" if finding.pupil is not None else ""
    note = f" <small>{escape(finding.note)}</small>" if finding.note else ""
    head = f'<a href="{escape(finding.address)}"{hidden}>{escape(finding.head)}</a>'
    return (
        f'<tr><th scope="row" class="person">{head}{note}</th>'
        f'<td class="nowrap" data-l="Session">{escape(finding.when)}</td>'
        f'<td data-l="What is wrong">{escape(finding.said)}</td></tr>'
    )
