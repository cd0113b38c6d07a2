"""The places a transaction may speak for: schools, trusts and authorities (identity is the guard's own)."""

import logging
import uuid
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager

from django.db import DatabaseError

from foundation.database.scope import Scope, identity_scope, identity_work, role_name, work
from tenants.trusts.grants import LINK_SUFFIX, SEAL_SUFFIX
from tenants.trusts.models import LocalAuthority, School, Trust

__all__ = [
    "authority_scope",
    "authority_work",
    "each_school",
    "identity_scope",
    "identity_work",
    "link_scope",
    "school_scope",
    "school_work",
    "sealing_scope",
    "trust_scope",
    "trust_scope_of",
    "trust_work",
]


logger = logging.getLogger(__name__)


def school_scope(school: School) -> Scope:
    """One school's schema, and nothing else: not even `public`."""
    return Scope("school", str(school.schema_name), role_name(str(school.schema_name)), str(school.schema_name))


def link_scope(school: School, token_hash: str) -> Scope:
    """At one school, the row of the link whose token this is the hash of (hexadecimal), and its part of the inbox."""
    schema = str(school.schema_name)
    name = f"{schema}{LINK_SUFFIX}"
    return Scope("link", name, role_name(name), schema, (("app.link", token_hash),))


def sealing_scope(school: School) -> Scope:
    """One school's audit lines, to be read, and their seals."""
    schema = str(school.schema_name)
    name = f"{schema}{SEAL_SUFFIX}"
    return Scope("seal", name, role_name(name), schema)


def trust_scope(trust: Trust) -> Scope:
    """One trust's rows in the shared tables."""
    return trust_scope_of(trust.pk)


def trust_scope_of(trust_id: uuid.UUID) -> Scope:
    """As `trust_scope`, from the trust's key alone."""
    name = f"t_{trust_id.hex}"
    return Scope("trust", name, role_name(name), "public", (("app.trust", str(trust_id)),))


def authority_scope(authority: LocalAuthority) -> Scope:
    """What was shared with one local authority."""
    name = f"la_{authority.pk.hex}"
    return Scope("authority", name, role_name(name), "public", (("app.authority", str(authority.pk)),))


def school_work(school: School, *, statement_timeout: str | None = None) -> AbstractContextManager[Scope]:
    """A transaction for one school."""
    return work(school_scope(school), statement_timeout=statement_timeout)


def trust_work(trust: Trust, *, statement_timeout: str | None = None) -> AbstractContextManager[Scope]:
    """A transaction for one trust."""
    return work(trust_scope(trust), statement_timeout=statement_timeout)


def authority_work(authority: LocalAuthority) -> AbstractContextManager[Scope]:
    """A transaction for one local authority."""
    return work(authority_scope(authority))


def each_school(schools: Iterable[School], act: Callable[[School], None]) -> None:
    """Do something at each school, in work that the act opens: one that cannot be written to keeps no other waiting.

    The first that failed is raised once all have been tried, so that who asked asks again.
    """
    failed: DatabaseError | None = None
    for school in schools:
        try:
            act(school)
        except DatabaseError as fault:
            logger.exception("%s could not be written to", school.schema_name)
            failed = failed or fault
    if failed is not None:
        raise failed
