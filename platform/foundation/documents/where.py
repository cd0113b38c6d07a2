"""Where the object store and the virus scanner are, as one URL each says it."""

from dataclasses import dataclass, field
from urllib.parse import parse_qs, unquote, urlsplit

from foundation.refusals import Malformed

#: In which the settings say that no scanner looks at files, by decision of whoever runs the product.
OFF = "off"
_SCANNER_PORT, _REGION = 3310, "eu-west-2"
_STORE = "It is https://login:secret@host/bucket?region=...&kms=..."
_SCANNER = "It is tcp://host:3310, unix:///run/clamav/clamd.ctl, or off."


@dataclass(frozen=True, slots=True)
class StoreAt:
    """An object store that speaks S3: its address, the bucket, and the key that encrypts what rests there.

    Without a login the machine's own role is used, as boto3 finds it.
    """

    address: str
    bucket: str
    region: str
    kms_key: str = ""
    login: str = ""
    secret: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class ScannerAt:
    """A clamd: a host and port, or the path of its socket."""

    host: str = ""
    port: int = _SCANNER_PORT
    socket: str = ""


def store_at(url: str) -> StoreAt:
    """Read FILE_STORE_URL. Raises Malformed, which repeats nothing of it."""
    try:
        parts = urlsplit(url)
        said = parse_qs(parts.query, strict_parsing=bool(parts.query))
        has_port = parts.port is None or parts.port > 0
    except ValueError as problem:
        raise Malformed(_STORE) from problem
    bucket = parts.path.strip("/")
    wrong = said.keys() - {"region", "kms"} or any(len(values) > 1 for values in said.values())
    if parts.scheme not in ("http", "https") or not parts.hostname or not has_port:
        raise Malformed(_STORE)
    if not bucket or "/" in bucket or wrong:
        raise Malformed(_STORE)
    return StoreAt(
        address=f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}",
        bucket=bucket,
        region=said.get("region", [""])[0] or _REGION,
        kms_key=said.get("kms", [""])[0],
        login=unquote(parts.username or ""),
        secret=unquote(parts.password or ""),
    )


def scanner_at(url: str) -> ScannerAt | None:
    """Read ANTIVIRUS; None for `off`. Raises Malformed, which repeats nothing of it."""
    if url == OFF:
        return None
    try:
        parts = urlsplit(url)
        port = parts.port or _SCANNER_PORT
    except ValueError as problem:
        raise Malformed(_SCANNER) from problem
    if parts.scheme == "unix" and parts.path and not parts.netloc:
        return ScannerAt(socket=parts.path)
    if parts.scheme != "tcp" or not parts.hostname or parts.path not in ("", "/"):
        raise Malformed(_SCANNER)
    return ScannerAt(host=parts.hostname, port=port)
