"""Files that are neither CSV nor a system's XML, told by their first bytes and called what they are."""

import re
from typing import Final

from foundation.refusals import Malformed
from schools.intake.rules.problems import a_report_of

_ZIP: Final = b"PK\x03\x04"
# Excel's files up to 2003, and newer ones behind a password.
_COMPOUND: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WORKBOOK_XML: Final = re.compile(
    rb"<\?mso-application\s+progid=[\"']Excel\.Sheet[\"']|urn:schemas-microsoft-com:office:spreadsheet"
)
_WEB_PAGE: Final = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+html|html|head|table|body|meta)\b", re.IGNORECASE)
_OTHERS: Final = (
    (b"%PDF", "a PDF"),
    (b"{\\rtf", "a text document (RTF)"),
    (b"\x1f\x8b", "a compressed file (gzip)"),
    (b"7z\xbc\xaf\x27\x1c", "a compressed file (7-Zip)"),
    (b"Rar!", "a compressed file (RAR)"),
)
_LOOKED_AT: Final = 4096
_SAVE_AS: Final = (
    "Open it in Excel, choose Save As and “CSV UTF-8 (comma delimited)”, and send that; "
    "or export the report from {system} as CSV or XML, which keeps forms and numbers as they are."
)
_LOOK: Final = (
    "If Excel shows the report in it, save it there as “CSV UTF-8 (comma delimited)”. "
    "If not, export it from {system} again."
)
_UNPACK: Final = "Send the file that is in it: {report} saved as CSV or XML."


def refuse_other_kinds(head: bytes, system: str) -> None:
    """Refuse a workbook, a web page, a PDF or an archive by what it is. `head` is the start of the file."""
    start = head[:_LOOKED_AT]
    if start.startswith(_COMPOUND):
        raise _refused("an Excel workbook (.xls, or one with a password)", "workbook", _SAVE_AS, system)
    if start.startswith(_ZIP):
        if b"xl/" in head or b"opendocument.spreadsheet" in head:
            kind = "a spreadsheet (.ods)" if b"opendocument.spreadsheet" in head else "an Excel workbook (.xlsx)"
            raise _refused(kind, "workbook", _SAVE_AS, system)
        if b"word/" in head:
            raise _refused("a Word document", "other_kind_of_file", _UNPACK, system)
        raise _refused("a ZIP archive", "archive", _UNPACK, system)
    if _WORKBOOK_XML.search(start):
        raise _refused("an Excel workbook (XML Spreadsheet)", "workbook", _SAVE_AS, system)
    if _WEB_PAGE.match(start):
        raise _refused("a web page (HTML)", "web_page", _LOOK, system)
    for bytes_, kind in _OTHERS:
        if start.startswith(bytes_):
            raise _refused(kind, "other_kind_of_file", _UNPACK, system)


def _refused(kind: str, code: str, remedy: str, system: str) -> Malformed:
    report = a_report_of(system)
    return Malformed(
        f"This is {kind} and neither CSV nor XML.", code=code, remedy=remedy.format(system=system, report=report)
    )
