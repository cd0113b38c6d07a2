"""Sessions that belong to one host, and one-time secrets."""

import uuid

from foundation.accounts.models import Session
from foundation.accounts.one_time import hash_of, new_secret
from foundation.accounts.sessions import SessionStore
from tenants.trusts.scopes import identity_work


def test_a_key_of_another_host_is_unknown_there(world: object) -> None:
    with identity_work():
        store = SessionStore(host="a.rollcall.localhost")
        store["kept"] = 1
        store.create()
        key = store.session_key
        assert SessionStore(key, host="a.rollcall.localhost")["kept"] == 1
        for host in ("b.rollcall.localhost", "", "A.rollcall.localhost"):
            stranger = SessionStore(key, host=host)
            assert stranger.get("kept") is None
            assert stranger.session_key is None
        assert Session.objects.filter(session_key=key).exists()


def test_a_stranger_s_key_is_neither_changed_nor_deleted(world: object) -> None:
    """Loading, saving, cycling or flushing on another host touches nothing of the row."""
    with identity_work():
        store = SessionStore(host="a.rollcall.localhost")
        store["kept"] = 1
        store.create()
        for act in ("save", "cycle_key", "flush"):
            stranger = SessionStore(store.session_key, host="b.rollcall.localhost")
            stranger["other"] = 2
            getattr(stranger, act)()
        assert SessionStore(store.session_key, host="a.rollcall.localhost").load() == {"kept": 1}


def test_the_row_names_person_and_host(world: object) -> None:
    with identity_work():
        store = SessionStore(host="a.rollcall.localhost")
        store["x"] = str(uuid.uuid4())
        store.create()
        row = Session.objects.get(session_key=store.session_key)
        assert (row.host, row.person_id, row.started_at) == ("a.rollcall.localhost", None, None)


def test_one_time_secrets_have_128_bits_and_differ() -> None:
    made = {new_secret() for _ in range(1000)}
    assert len(made) == 1000
    assert {len(secret) for secret in made} == {22}
    assert len({hash_of(secret) for secret in made}) == 1000
    assert all(len(hash_of(secret)) == 32 for secret in made)
