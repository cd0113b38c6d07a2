"""The store: what is asked of it, whose files an address opens, and that one that does not answer is nothing else."""

import base64
import datetime as dt
import hashlib
import re
import socket
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import botocore.auth
import pytest
from botocore.awsrequest import AWSResponse
from botocore.stub import Stubber

from foundation.documents.store import (
    NothingThereError,
    Shelf,
    Store,
    StoreAwayError,
    new_name,
    shelf,
    the_store,
)
from foundation.documents.where import StoreAt, store_at
from rollcall.servers.files import FilesInfo
from tenants.trusts.models import School
from tenants.trusts.scopes import authority_work, identity_work, school_work, trust_work
from tests.world import World

CONTENT = b"%PDF-1.7 a letter"
KEY = re.compile(r"s/[0-9a-f]{32}/[0-9a-f]{32}\Z")


def shelf_of(school: School) -> Shelf:
    with school_work(school):
        return shelf()


def kept(place: Shelf) -> str:
    """A file on a shelf; its name."""
    name = new_name()
    place.put(name, CONTENT, content_type="application/pdf", shown_as="document-1.pdf")
    return name


def fetched(address: str) -> bytes:
    with urllib.request.urlopen(address) as answer:
        return bytes(answer.read())


@pytest.fixture
def asked(file_store: FilesInfo) -> Iterator[list[Any]]:
    """Every request to the store, as it is about to leave."""
    requests: list[Any] = []

    def note(request: Any, **_: Any) -> None:
        requests.append(request)

    events = the_store().client.meta.events
    events.register("before-send.s3", note)
    yield requests
    events.unregister("before-send.s3", note)


def test_what_is_asked_when_a_file_is_kept(file_store: FilesInfo) -> None:
    """What this store ignores is held to the request: encryption, checksum, over nothing, as a download, no name."""
    store = Store(store_at(f"{file_store.url}&kms=alias/rollcall"))
    asked: list[Any] = []
    store.client.meta.events.register("before-send.s3", lambda request, **_: asked.append(request))
    store.put("s/a/b", CONTENT, content_type="application/pdf", shown_as="document-1.pdf")
    store.remove("s/a/b")
    (request,) = [one for one in asked if one.method == "PUT"]
    said = {
        name.lower(): value.decode() if isinstance(value, bytes) else value for name, value in request.headers.items()
    }
    assert said["x-amz-server-side-encryption"] == "aws:kms"
    assert said["x-amz-server-side-encryption-aws-kms-key-id"] == "alias/rollcall"
    assert said["x-amz-checksum-sha256"] == base64.b64encode(hashlib.sha256(CONTENT).digest()).decode()
    assert said["if-none-match"] == "*"
    assert said["content-disposition"] == 'attachment; filename="document-1.pdf"'
    assert said["cache-control"] == "no-store"
    assert said["content-type"] == "application/pdf"
    assert said["x-amz-content-sha256"] == hashlib.sha256(CONTENT).hexdigest()


def test_a_key_is_the_schools_and_says_nothing(world: World, asked: list[Any]) -> None:
    kept(shelf_of(world.alder))
    (request,) = asked
    key = urlsplit(request.url).path.removeprefix("/rollcall/")
    assert KEY.match(key)
    assert key.split("/")[1] == str(world.alder.schema_name).removeprefix("s_")


def test_what_is_shared_with_an_authority_stands_on_a_shelf_of_its_own(world: World, asked: list[Any]) -> None:
    """Under its key, and a name of the one is none of the other's."""
    with authority_work(world.eastshire):
        place = shelf()
    name = kept(place)
    (request,) = asked
    key = urlsplit(request.url).path.removeprefix("/rollcall/")
    assert key == f"a/{world.eastshire.pk.hex}/{name}"
    with authority_work(world.westmoor):
        others = shelf()
    for elsewhere in (others, shelf_of(world.alder)):
        with pytest.raises(NothingThereError):
            elsewhere.get(name)


def test_there_is_no_shelf_outside_a_schools_transaction(world: World) -> None:
    with pytest.raises(RuntimeError):
        shelf()
    with trust_work(world.northfield), pytest.raises(RuntimeError):
        shelf()
    with identity_work(), pytest.raises(RuntimeError):
        shelf()


@pytest.mark.parametrize("name", ["../" + "0" * 32, "0" * 31, "0" * 32 + "\n", "A" * 32, "", "0" * 33])
def test_no_name_leads_off_a_shelf(world: World, file_store: FilesInfo, name: str) -> None:
    place = shelf_of(world.alder)
    for act in (place.get, place.remove, lambda one: place.address(one, shown_as="x")):
        with pytest.raises(ValueError, match="32 hexadecimal"):
            act(name)


def test_p19_one_schools_file_is_not_on_anothers_shelf(world: World, file_store: FilesInfo) -> None:
    name = kept(shelf_of(world.alder))
    other = shelf_of(world.birch)
    with pytest.raises(NothingThereError):
        other.get(name)
    with pytest.raises(urllib.error.HTTPError, match="404"):
        fetched(other.address(name, shown_as="x"))
    other.remove(name)
    assert shelf_of(world.alder).get(name) == CONTENT
    assert name in {one.name for one in shelf_of(world.alder).files()}
    assert name not in {one.name for one in other.files()}


def _elsewhere(address: str, world: World) -> str:
    alder, birch = (str(school.schema_name).removeprefix("s_") for school in (world.alder, world.birch))
    assert alder in address
    return address.replace(alder, birch)


ALTERED: dict[str, Callable[[str, World], str]] = {
    "another school's key": _elsewhere,
    "another file": lambda address, _: re.sub(r"/[0-9a-f]{32}\?", f"/{'0' * 32}?", address),
    "for longer": lambda address, _: address.replace("X-Amz-Expires=60", "X-Amz-Expires=604800"),
    "another day": lambda address, _: re.sub(r"X-Amz-Date=\d{8}", "X-Amz-Date=20990101", address),
    "shown in the page": lambda address, _: address.replace("attachment", "inline"),
    "another signature": lambda address, _: address[:-8] + ("0" * 8 if not address.endswith("0" * 8) else "1" * 8),
    "no signature": lambda address, _: address.partition("?")[0],
    "the whole shelf": lambda address, _: re.sub(
        r"/s/[0-9a-f]{32}/[0-9a-f]{32}\?", "/?list-type=2&prefix=s/&", address
    ),
}


@pytest.mark.parametrize("how", ALTERED)
def test_a_signed_address_opens_its_file_and_nothing_else(world: World, file_store: FilesInfo, how: str) -> None:
    place = shelf_of(world.alder)
    address = place.address(kept(place), shown_as="document-1.pdf")
    assert fetched(address) == CONTENT
    with pytest.raises(urllib.error.HTTPError, match=r"40[03]"):
        fetched(ALTERED[how](address, world))


@pytest.mark.parametrize("method", ["PUT", "DELETE", "POST", "HEAD"])
def test_a_signed_address_is_for_fetching(world: World, file_store: FilesInfo, method: str) -> None:
    place = shelf_of(world.alder)
    name = kept(place)
    request = urllib.request.Request(
        place.address(name, shown_as="x"), b"" if method != "HEAD" else None, method=method
    )
    with pytest.raises(urllib.error.HTTPError):
        urllib.request.urlopen(request)
    assert place.get(name) == CONTENT


def test_an_address_of_long_ago_opens_nothing(
    world: World, file_store: FilesInfo, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = shelf_of(world.alder)
    name = kept(place)
    then = dt.datetime.now(dt.UTC).replace(tzinfo=None) - dt.timedelta(seconds=90)
    monkeypatch.setattr(botocore.auth, "get_current_datetime", lambda **_: then)
    old = place.address(name, shown_as="x")
    monkeypatch.undo()
    with pytest.raises(urllib.error.HTTPError, match="403"):
        fetched(old)


@pytest.mark.parametrize("path", ["", "?list-type=2&prefix=s/", "?prefix=s/&delimiter=/", "?versions"])
def test_a_stranger_lists_nothing(file_store: FilesInfo, path: str) -> None:
    with pytest.raises(urllib.error.HTTPError, match="403"):
        fetched(f"http://127.0.0.1:{file_store.port}/rollcall/{path}")


def test_a_name_that_is_taken_stays_as_it_is_where_the_store_says_so(world: World, file_store: FilesInfo) -> None:
    """Nothing of ours overwrites: with `If-None-Match`, S3 answers 412, and that is a store that did not take it."""
    store = the_store()

    def taken(**_: Any) -> Any:
        return AWSResponse("http://x", 412, {}, _Raw())

    store.client.meta.events.register("before-send.s3.PutObject", taken)
    try:
        with pytest.raises(StoreAwayError):
            kept(shelf_of(world.alder))
    finally:
        store.client.meta.events.unregister("before-send.s3.PutObject", taken)


class _Raw:
    """The body of an answer that never left."""

    def stream(self) -> Iterator[bytes]:
        yield b"<Error><Code>PreconditionFailed</Code></Error>"


@pytest.fixture
def silent() -> Iterator[int]:
    """A port that takes connections and says nothing."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(8)
        yield listening.getsockname()[1]


def test_a_store_that_is_down_slow_or_refuses_is_away(file_store: FilesInfo, silent: int) -> None:
    good = store_at(file_store.url)
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        down = StoreAt(f"http://127.0.0.1:{nobody.getsockname()[1]}", "rollcall", "eu-west-2", "", "a", "b")
        slow = StoreAt(f"http://127.0.0.1:{silent}", "rollcall", "eu-west-2", "", "a", "b")
        refuses = StoreAt(good.address, good.bucket, good.region, "", good.login, "another secret")
        elsewhere = StoreAt(good.address, "no-such-bucket", good.region, "", good.login, good.secret)
        for at in (down, slow, refuses, elsewhere):
            store = Store(at, connects_within=0.3, answers_within=0.3)
            with pytest.raises(StoreAwayError):
                store.get("s/a/b")
            with pytest.raises(StoreAwayError):
                store.put("s/a/b", CONTENT, content_type="text/plain", shown_as="x")


def test_every_version_is_removed_and_the_marks_of_removal_too(file_store: FilesInfo) -> None:
    """This store keeps no versions, so what one that does would answer stands here, and the request is held to it."""
    store = Store(store_at(file_store.url))
    key, bucket = "s/a/b", store.at.bucket
    versions = [{"Key": key, "VersionId": "1"}, {"Key": key, "VersionId": "2"}]
    listed = {
        "Versions": [*versions, {"Key": f"{key}c", "VersionId": "4"}],
        "DeleteMarkers": [{"Key": key, "VersionId": "3"}],
    }
    wanted = {"Objects": [*versions, {"Key": key, "VersionId": "3"}], "Quiet": True}
    with Stubber(store.client) as answers:
        answers.add_response("list_object_versions", listed, {"Bucket": bucket, "Prefix": key})
        answers.add_response("delete_objects", {}, {"Bucket": bucket, "Delete": wanted})
        store.remove(key)
        answers.assert_no_pending_responses()
        answers.add_response("list_object_versions", listed, {"Bucket": bucket, "Prefix": key})
        answers.add_response("delete_objects", {"Errors": [{"Key": key, "Code": "AccessDenied"}]})
        with pytest.raises(StoreAwayError):
            store.remove(key)


def test_threads_share_one_client(file_store: FilesInfo) -> None:
    store, found = Store(store_at(file_store.url)), []
    threads = [threading.Thread(target=lambda: found.append(store.client)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({id(client) for client in found}) == 1
