"""The object store: one client per process, and a shelf in it that belongs to the place a transaction speaks for.

A key is `s/<school>/<32 random hexadecimal digits>`, or `a/<authority>/…` for what was shared with one, and says nothing of
what is in it. The first part comes from the open
transaction and from nowhere else; rows keep the last part alone, so that no row can name what is another school's.
"""

import base64
import datetime as dt
import functools
import hashlib
import re
import secrets
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings

from foundation.database.scope import current_scope
from foundation.documents.where import StoreAt, store_at

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

#: Seconds for which a signed address opens a file, and that the store may take to connect and to answer.
OPENS_FOR: Final = 60
CONNECTS_WITHIN: Final = 3
ANSWERS_WITHIN: Final = 10
_SCHOOL: Final = re.compile(r"s_([0-9a-f]{32})\Z")
_AUTHORITY: Final = re.compile(r"la_([0-9a-f]{32})\Z")
_NAME: Final = re.compile(r"[0-9a-f]{32}\Z")
_MANY: Final = 1000
#: A bucket that is not there is no answer about a file.
_NOTHING_THERE: Final = frozenset({"NoSuchKey", "404"})


class StoreAwayError(Exception):
    """The store is down, slow or refuses: nothing is known of the file. It names no key."""


class NothingThereError(Exception):
    """The store answers, and has no such file."""


@dataclass(frozen=True, slots=True)
class Stored:
    """One file as the store lists it, and when it came there."""

    name: str
    at: dt.datetime


def new_name() -> str:
    """What a file is called in the store: 128 bits at random."""
    return secrets.token_hex(16)


class Shelf:
    """One place's part of the store. Made by `shelf`; outlives the transaction, since nothing is sent inside one."""

    def __init__(self, place: str) -> None:
        self._prefix = f"{place}/"

    def put(self, name: str, content: bytes, *, content_type: str, shown_as: str) -> None:
        """Keep a file under a name that is free. Raises StoreAwayError, also when the name is not free."""
        the_store().put(self._key(name), content, content_type=content_type, shown_as=shown_as)

    def get(self, name: str) -> bytes:
        """A file's bytes. Raises StoreAwayError and NothingThereError."""
        return the_store().get(self._key(name))

    def address(self, name: str, *, shown_as: str) -> str:
        """An address that opens this one file, as a download, for a minute. Kept and written down nowhere."""
        return the_store().address(self._key(name), shown_as=shown_as)

    def files(self) -> Iterator[Stored]:
        """What the shelf holds. Raises StoreAwayError."""
        for key, at in the_store().keys(self._prefix):
            yield Stored(key.removeprefix(self._prefix), at)

    def remove(self, name: str) -> None:
        """Delete every version of a file; one that is not there is deleted. Raises StoreAwayError."""
        the_store().remove(self._key(name))

    def _key(self, name: str) -> str:
        if not _NAME.match(name):
            message = "a file in the store is called by 32 hexadecimal digits"
            raise ValueError(message)
        return self._prefix + name


def shelf() -> Shelf:
    """The shelf of the school or authority that the open transaction speaks for. RuntimeError outside such a transaction."""
    scope = current_scope()
    if scope is not None and scope.kind in ("school", "link") and (school := _SCHOOL.match(scope.search_path)):
        return Shelf(f"s/{school[1]}")
    if scope is not None and scope.kind == "authority" and (authority := _AUTHORITY.match(scope.name)):
        return Shelf(f"a/{authority[1]}")
    message = "files are a school's, or were shared with an authority: there is no shelf outside its transaction"
    raise RuntimeError(message)


def the_store() -> "Store":
    """The store of the settings: one client per process. Where none is named, it is away for good: StoreAwayError."""
    if not settings.FILE_STORE_URL:
        message = "FILE_STORE_URL is not set: there is nowhere to keep files"
        raise StoreAwayError(message)
    return _store_of(settings.FILE_STORE_URL)


@functools.lru_cache(maxsize=4)
def _store_of(url: str) -> "Store":
    return Store(store_at(url))


class Store:
    """The whole bucket. Only shelves use it, and what looks after the bucket itself."""

    def __init__(
        self, at: StoreAt, *, connects_within: float = CONNECTS_WITHIN, answers_within: float = ANSWERS_WITHIN
    ) -> None:
        self.at = at
        self._waits = connects_within, answers_within
        self._making = threading.Lock()
        self._made: S3Client | None = None

    @property
    def client(self) -> "S3Client":
        """The client, made when it is first asked for: the library takes a second to load. Threads share it."""
        with self._making:
            if self._made is None:
                self._made = self._client()
            return self._made

    def _client(self) -> "S3Client":
        import boto3  # noqa: PLC0415 - 1.6 s and 37 MB, for those processes alone that touch a file
        from botocore.config import Config  # noqa: PLC0415 - as above

        connects, answers = self._waits
        config = Config(
            connect_timeout=connects,
            read_timeout=answers,
            # What fails is tried again by the due list, in a moment of its own and not while a person waits.
            retries={"total_max_attempts": 1},
            s3={"addressing_style": "path", "payload_signing_enabled": True},
            signature_version="s3v4",
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        )
        login: dict[str, Any] = {}
        if self.at.login:
            login = {"aws_access_key_id": self.at.login, "aws_secret_access_key": self.at.secret}
        session = boto3.session.Session()
        return session.client("s3", endpoint_url=self.at.address, region_name=self.at.region, config=config, **login)

    def put(self, key: str, content: bytes, *, content_type: str, shown_as: str) -> None:
        """Keep a file: encrypted by the key of the settings, its SHA-256 checked by the store, over nothing."""
        encrypted: dict[str, Any] = {}
        if self.at.kms_key:
            encrypted = {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": self.at.kms_key}
        with _asked():
            self.client.put_object(
                Bucket=self.at.bucket,
                Key=key,
                Body=content,
                ContentType=content_type,
                ContentDisposition=_attachment(shown_as),
                CacheControl="no-store",
                ChecksumSHA256=base64.b64encode(hashlib.sha256(content).digest()).decode(),
                IfNoneMatch="*",
                **encrypted,
            )

    def get(self, key: str) -> bytes:
        """A file's bytes."""
        with _asked():
            return self.client.get_object(Bucket=self.at.bucket, Key=key)["Body"].read()

    def address(self, key: str, *, shown_as: str) -> str:
        """A signed address: of this key, to be fetched, for a minute. Signed here; the store is not asked."""
        wanted = {"Bucket": self.at.bucket, "Key": key}
        said = {"ResponseContentDisposition": _attachment(shown_as), "ResponseCacheControl": "no-store"}
        with _asked():
            return self.client.generate_presigned_url("get_object", Params=wanted | said, ExpiresIn=OPENS_FOR)

    def keys(self, prefix: str) -> Iterator[tuple[str, dt.datetime]]:
        """Every key below a prefix, once, whatever versions of it there are, and when its newest came."""
        with _asked():
            for page in self.client.get_paginator("list_objects_v2").paginate(Bucket=self.at.bucket, Prefix=prefix):
                for found in page.get("Contents", []):
                    yield found["Key"], found["LastModified"]

    def remove(self, key: str) -> None:
        """Delete every version of a key and the marks of its deletion."""
        with _asked():
            versions = list(self._versions(key))
            for first in range(0, len(versions), _MANY):
                some = versions[first : first + _MANY]
                answer = self.client.delete_objects(Bucket=self.at.bucket, Delete={"Objects": some, "Quiet": True})
                if answer.get("Errors"):
                    raise StoreAwayError
            if not versions:  # a store that keeps no versions
                self.client.delete_object(Bucket=self.at.bucket, Key=key)

    def _versions(self, key: str) -> Iterator[Any]:
        for page in self.client.get_paginator("list_object_versions").paginate(Bucket=self.at.bucket, Prefix=key):
            for found in (*page.get("Versions", []), *page.get("DeleteMarkers", [])):
                if found.get("Key") == key and found.get("VersionId"):
                    yield {"Key": key, "VersionId": found["VersionId"]}


class _asked:  # noqa: N801 - read as a word: `with _asked():`
    """Around what is asked of the store: whatever goes wrong is one of two things, and says nothing of the key."""

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, problem: BaseException | None, trace: object) -> None:
        from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 - as boto3 above

        if isinstance(problem, ClientError):
            if problem.response.get("Error", {}).get("Code") in _NOTHING_THERE:
                raise NothingThereError from None
            raise StoreAwayError from None
        if isinstance(problem, BotoCoreError | OSError):
            raise StoreAwayError from None


def _attachment(shown_as: str) -> str:
    """Saved and never shown, by a name of ours: what a file was called stands in no address and with no file."""
    return f'attachment; filename="{shown_as}"'
