"""What must not be in the repository: secrets, addresses of package sources, one machine's paths, built things."""

import re

import pytest

from tests.layout.tree import named, tracked

# One letter of each stands in brackets, so that this file does not find itself.
FORBIDDEN = {
    "a private key": r"-----BEGIN [A-Z ]*PRIVATE[ ]KEY",
    "a cloud access key": r"\bA[K]IA[0-9A-Z]{16}\b",
    "a payment key": r"\b[rs]k_l[i]ve_[0-9A-Za-z]{10,}",
    "a code host's token": r"\bg[h][pousr]_[0-9A-Za-z]{36}\b",
    "a chat token": r"\bx[o]x[abprs]-[0-9A-Za-z-]{10,}",
    "a signed token": r"\be[y]J[\w-]{10,}\.e[y]J[\w-]{10,}\.",
    "a package source": r'p[y]pi\.org|p[y]thonhosted\.org|n[p]mjs\.(org|com)|deb\.d[e]bian\.org|"r[e]solved":',
    "a machine's path": r"(?<![\w.*])(?<!href=.)/(w[o]rk|r[o]ot|f[a]rm|home/[a-z]\w*|t[m]p/[a-z]\w*)/",
}
BUILT = re.compile(
    r"(\.min\.(js|css)|\.woff2?|\.ttf|\.pyc|\.sqlite3?|\.log|\.pem|\.key)$"
    r"|(^|/)(\.env|\.demo|\.test|node_modules|built)(/|$)"
)


def text(path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return path.read_text(encoding="latin-1")


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_holds(what):
    pattern = re.compile(FORBIDDEN[what])
    found = [
        f"{named(path)}:{number}"
        for path in tracked()
        for number, line in enumerate(text(path).splitlines(), 1)
        if pattern.search(line)
    ]
    assert not found


def test_nothing_built_or_fetched_is_tracked():
    assert not [named(path) for path in tracked() if BUILT.search(named(path))]


@pytest.mark.parametrize(
    ("what", "example"),
    [
        ("a private key", "-----BEGIN RSA PRIVATE " + "KEY-----"),
        ("a cloud access key", "AKIA" + "A" * 16),
        ("a payment key", "sk_" + "live_" + "a" * 24),
        ("a package source", "https://pypi" + ".org/simple"),
        ("a machine's path", "open('/ro" + "ot/notes')"),
    ],
)
def test_each_would_be_seen(what, example):
    assert re.search(FORBIDDEN[what], example)
