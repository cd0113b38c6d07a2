"""What the database itself must look like, read from the server: who lives where, and what never crosses."""

import re

import psycopg
import pytest
from django.apps import apps
from django.conf import settings

from foundation.database.models import StampedModel
from tenants.trusts.grants import models_in
from tests.layout.tree import ROOT
from tests.session_database import SUPERUSER_URL
from tests.world import World, canary

#: The tables of `public` whose rows are each about a single pupil, and by which decision. There is no other way in.
ABOUT_ONE_PUPIL = {
    "movers_mover": "docs/decisions/0057-movers.md",
    "shares_share": "docs/decisions/0071-shares-are-copies.md",
    "shares_version": "docs/decisions/0071-shares-are-copies.md",
    "shares_file": "docs/decisions/0071-shares-are-copies.md",
    "shares_act": "docs/decisions/0071-shares-are-copies.md",
    "shares_notice": "docs/decisions/0071-shares-are-copies.md",
    "shares_question": "docs/decisions/0071-shares-are-copies.md",
}
#: Of those, the ones that say who it is by a keyed digest alone, with all their columns.
BY_DIGEST = {
    "movers_mover": {
        *("id", "trust_id", "mover", "key_number", "from_school", "for_school", "starts_on", "ends_on", "facts"),
        *("asked", "version", "written_at", "expires_on", "heard"),
    },
    "shares_notice": {
        *("id", "authority_id", "key_number", "of_whom", "to_whom", "share_id", "order", "rate", "state"),
        *("issued_on", "received_on", "paid_on", "over_on", "keep_until"),
    },
    "shares_question": {
        *("id", "authority_id", "asked_of", "asked_name", "of_whom", "person_id", "by_name", "at", "answer"),
        *("issued_on", "answered_at"),
    },
}
#: Every table of `public`, and why it may stand there. No row about a single pupil does but of those above.
PUBLIC = {
    "accounts_handover": "identity",
    "accounts_invitation": "identity",
    "accounts_person": "identity",
    "accounts_session": "identity",
    "account_emailaddress": "identity, a library's; no role has rights but identity's",
    "account_emailconfirmation": "identity, a library's; no role has rights but identity's",
    "mfa_authenticator": "identity, a library's; no role has rights but identity's",
    "memberships_membership": "who works where",
    "trusts_trust": "customers",
    "trusts_localauthority": "customers",
    "trusts_school": "customers",
    "trusts_host": "customers",
    "trusts_blueprint": "DDL",
    "trust_journal_auditline": "acts above the schools",
    "trust_journal_outboxrow": "what trusts' acts promised: keys, dates and counts",
    "policies_schoolpolicy": "how each school stands: numbers of versions and lines",
    "trust_journal_seal": "keys and hashes of those lines; the sealing role's alone",
    "shares_share": "what schools share with an authority",
    "shares_version": "each version of that, as it was published",
    "shares_file": "its files",
    "shares_act": "what was done with it at either end",
    "shares_notice": "an authority's ledger of penalty notices, by keyed digests",
    "shares_question": "what an authority asks another of a child, by keyed digests",
    "shares_index": "what a trust's schools share: for what, with whom, until when, and nothing of a pupil",
    "movers_mover": "counts of pupils who moved within a trust, by a keyed digest of the UPN",
    "policies_policydraft": "the next version of a trust's policy",
    "policies_policyversion": "versions of trusts' policies",
    "policies_profiledraft": "the next version of what an authority asks before a penalty notice",
    "policies_profileversion": "what authorities ask before a penalty notice",
    "figures_yearpublication": "published counts",
    "figures_publisheddate": "published counts",
    "figures_sessioncount": "published counts",
    "figures_weekcount": "published counts, summed by the week",
    "figures_enrolmentcount": "published counts",
    "figures_repeatedcount": "published counts: how often pupils who moved stand in the sums over schools",
    "trials_trusttrial": "a draft of a trust that its schools try",
    "trials_schoolanswer": "what a school told of that: counts without the small ones",
    "trials_trustexample": "examples of invented pupils that a trust wrote",
    "django_migrations": "Django's; no role has rights",
    "django_content_type": "Django's; no role has rights",
    "auth_permission": "Django's; no role has rights",
    "auth_group": "Django's; no role has rights",
    "auth_group_permissions": "Django's; no role has rights",
}
#: Tables of a school that others than its own role, or not even that, may touch: whose grants they have.
KINDS_OF_THEIR_OWN = {"journal_auditline": {"school", "seal"}, "journal_seal": {"seal"}}
#: What a column about one pupil would be called.
ABOUT_A_PUPIL = re.compile(r"pupil|child|student|upn|surname|forename|birth|admission|contact|address", re.IGNORECASE)
#: Columns that only sound like it.
ONLY_SOUNDS_SO = {"account_emailconfirmation.email_address_id", "figures_repeatedcount.pupils"}


@pytest.fixture
def server(world: World) -> psycopg.Connection:
    return psycopg.connect(SUPERUSER_URL)


def names(server: psycopg.Connection, statement: str, *values: object) -> set[str]:
    return {str(name) for (name,) in server.execute(statement, values).fetchall()}


def test_the_tables_of_public_are_a_closed_list(server: psycopg.Connection) -> None:
    assert names(server, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'") == set(PUBLIC)
    assert names(server, "SELECT viewname FROM pg_views WHERE schemaname = 'public'") == set()
    assert names(server, "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace") == set()


def test_no_column_of_public_is_about_a_pupil(server: psycopg.Connection) -> None:
    columns = names(
        server, "SELECT table_name || '.' || column_name FROM information_schema.columns WHERE table_schema = 'public'"
    )
    assert {name for name in columns if ABOUT_A_PUPIL.search(name.partition(".")[2])} == ONLY_SOUNDS_SO


def test_a_row_about_one_pupil_stands_only_where_a_decision_says_why(server: psycopg.Connection) -> None:
    """By its trust or authority alone, under forced row security; in some, in columns that say who the pupil is to nobody
    without a key."""
    for table, decision in ABOUT_ONE_PUPIL.items():
        assert (ROOT / decision).is_file()
        found = server.execute(
            "SELECT relrowsecurity, relforcerowsecurity, (SELECT bool_and(polqual IS NOT NULL) FROM pg_policy"
            " WHERE polrelid = c.oid) FROM pg_class c WHERE c.oid = %s::regclass",
            [table],
        ).fetchone()
        assert found == (True, True, True)
    for table, columns in BY_DIGEST.items():
        found = names(server, "SELECT column_name FROM information_schema.columns WHERE table_name = %s", table)
        assert found == columns


def test_no_row_of_public_holds_a_pupils_name(server: psycopg.Connection, world: World) -> None:
    """Every school's canary, looked for in every row of every table."""
    for table in PUBLIC:
        for school in world.schools:
            found = server.execute(f"SELECT count(*) FROM {table} t WHERE t::text LIKE %s", [f"%{canary(school)}%"])
            assert (table, found.fetchone()) == (table, (0,))


def test_no_foreign_key_leaves_its_schema(server: psycopg.Connection) -> None:
    crossing = names(
        server,
        "SELECT conname FROM pg_constraint o JOIN pg_class a ON a.oid = conrelid JOIN pg_class b ON b.oid = confrelid"
        " WHERE a.relnamespace <> b.relnamespace",
    )
    assert crossing == set()


def test_every_table_has_a_primary_key(server: psycopg.Connection) -> None:
    without = names(
        server,
        "SELECT relnamespace::regnamespace || '.' || relname FROM pg_class c WHERE relkind = 'r'"
        " AND relnamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)"
        " AND NOT EXISTS (SELECT FROM pg_constraint WHERE conrelid = c.oid AND contype = 'p')",
    )
    assert without == set()


def test_nothing_in_a_school_runs_by_itself_or_with_anothers_rights(server: psycopg.Connection) -> None:
    """No triggers, rules, views or functions of ours: none could look past its schema."""
    ours = "NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)"
    assert names(server, "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal") == set()
    assert names(server, f"SELECT proname FROM pg_proc WHERE pronamespace {ours}") == set()
    assert names(server, f"SELECT relname FROM pg_class WHERE relkind IN ('v', 'm') AND relnamespace {ours}") == set()


def test_p13_no_app_is_both_shared_and_a_schools() -> None:
    assert set(settings.SHARED_APPS) & set(settings.TENANT_APPS) == set()
    shared = {model._meta.db_table for model in models_in(settings.SHARED_APPS)}
    own = {model._meta.db_table for model in models_in(settings.TENANT_APPS)}
    assert shared & own == set()


def test_every_schools_table_is_stamped_and_says_its_rights() -> None:
    for model in models_in(settings.TENANT_APPS):
        assert issubclass(model, StampedModel), model
        kinds = {"school"} | ({"link"} if hasattr(model, "link_column") else set())
        assert set(model.grants) == KINDS_OF_THEIR_OWN.get(model._meta.db_table, kinds), model
        assert model._meta.base_manager_name == "objects", model
    for model in models_in(settings.SHARED_APPS):
        assert "school" not in getattr(model, "grants", {}), model
        places = {"trust", "authority"} & set(getattr(model, "grants", {}))
        assert places == set(getattr(model, "row_security", {})), model


def test_no_app_has_django_admin_or_superusers() -> None:
    assert not apps.is_installed("django.contrib.admin")
    person = apps.get_model(settings.AUTH_USER_MODEL)
    assert {"is_staff", "is_superuser"} & {field.name for field in person._meta.get_fields()} == set()
