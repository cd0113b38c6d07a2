"""Making trusts, authorities and schools. Each is one transaction of the owner's: roles, schema, rows, hosts, or nothing.

Runs only where the owner's login is configured: `rollcall schools`, the `owner` queue and test set-up.
"""

import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connections, transaction
from psycopg import sql

from foundation.audit.actors import SYSTEM, Actor
from foundation.database.scope import role_name
from tenants.journal.operations import promise, record
from tenants.trusts.blueprints import OWNER, blueprint
from tenants.trusts.grants import create_role, grant_school
from tenants.trusts.models import SCHOOLS_CHANGED, Host, LocalAuthority, School, Trust
from tenants.trusts.scopes import authority_scope, school_scope, trust_scope


def host_name(slug: str) -> str:
    """The host of a place, under the product's domain."""
    return f"{slug}.{settings.DOMAIN}"


def run(statements: Iterable[sql.Composed]) -> None:
    """Send statements of the owner's in one round trip."""
    connection = connections[OWNER]
    connection.ensure_connection()
    script = sql.SQL(";\n").join(list(statements)).as_string(connection.connection)
    with connection.cursor() as cursor:
        cursor.execute(script)


#: What rooms above give every trust that is made.
_with_every_trust: list[Callable[..., None]] = []


def with_every_trust(begin: Callable[..., None]) -> None:
    """Have `begin(trust_id, by=, using=)` called for every trust that is made, in the transaction that makes it."""
    _with_every_trust.append(begin)


def provision_trust(*, name: str, slug: str, by: Actor = SYSTEM) -> Trust:
    """Make a trust, its role and its host. Raises ValidationError for a slug that is taken or ill-formed."""
    trust = Trust(id=_new_key(), name=name, slug=slug)
    trust.full_clean(validate_unique=False, validate_constraints=False)
    with _whole():
        _refuse_taken_host(slug)
        trust.save(using=OWNER, force_insert=True)
        Host(domain=host_name(slug), trust=trust).save(using=OWNER)
        run(create_role(trust_scope(trust).role, inherits=role_name("trust")))
        _note("trust_made", about=("trust", trust.pk), by=by, trust_id=trust.pk)
        for begin in _with_every_trust:
            begin(trust.pk, by=by, using=OWNER)
    return trust


def provision_authority(*, code: str, name: str, slug: str) -> LocalAuthority:
    """Make a local authority, its role and its host."""
    authority = LocalAuthority(id=_new_key(), code=code, name=name, slug=slug)
    authority.full_clean(validate_unique=False, validate_constraints=False)
    with _whole():
        _refuse_taken_host(slug)
        authority.save(using=OWNER, force_insert=True)
        Host(domain=host_name(slug), authority=authority).save(using=OWNER)
        run(create_role(authority_scope(authority).role, inherits=role_name("authority")))
    return authority


def provision(
    *,
    trust: Trust,
    authority: LocalAuthority,
    name: str,
    slug: str,
    phase: str,
    urn: str,
    laestab: str,
    theme: str,
    by: Actor = SYSTEM,
) -> School:
    """Make a school: its row, host, role, schema, tables, rights and reference rows, and a line in the trust's journal.

    Raises ValidationError for values that are ill-formed or taken. Whatever step fails, nothing of the school remains.
    """
    script = blueprint()
    key = _new_key()
    school = School(
        id=key,
        trust=trust,
        authority=authority,
        name=name,
        slug=slug,
        phase=phase,
        urn=urn,
        laestab=laestab,
        theme=theme,
        schema_name=f"s_{key.hex}",
    )
    school.full_clean(exclude=["trust", "authority"], validate_unique=False, validate_constraints=False)
    with _whole():
        _refuse_taken_host(slug)
        school.save(using=OWNER, force_insert=True)
        Host(domain=host_name(slug), tenant=school, is_primary=True).save(using=OWNER)
        _build(school.schema_name, school_scope(school).role, script)
        _note("school_made", about=("school", school.pk), by=by, trust_id=trust.pk, school_id=school.pk)
        promise(SCHOOLS_CHANGED, {}, trust_id=trust.pk, using=OWNER)
    return school


def _build(schema: str, role: str, script: str) -> None:
    """The role, the schema with its tables and reference rows, and the rights."""
    run(create_role(role))
    with connections[OWNER].cursor() as cursor:
        cursor.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(schema)))
        cursor.execute(sql.SQL("SET LOCAL search_path = {}").format(sql.Identifier(schema)))
        cursor.execute(script)
        cursor.execute("SET LOCAL search_path = public")
    run(grant_school(schema, role))


def ask_teachers(school: School, *, asks: bool, by: Actor) -> bool:
    """Have a school ask its class teachers for a second factor, or not, from the next request on. False if it was so."""
    with _whole():
        if not School.objects.using(OWNER).filter(pk=school.pk, asks_teachers=not asks).update(asks_teachers=asks):
            return False
        act = "teachers_asked" if asks else "teachers_not_asked"
        _note(act, about=("school", school.pk), by=by, trust_id=school.trust_id, school_id=school.pk)
    return True


def rename(school: School, *, name: str, by: Actor) -> bool:
    """Call a school something else, here and at every other school of its trust. False if it was called so."""
    school.name = name
    school.clean_fields(exclude=["trust", "authority"])
    with _whole():
        if not School.objects.using(OWNER).filter(pk=school.pk).exclude(name=name).update(name=name):
            return False
        _note("school_renamed", about=("school", school.pk), by=by, trust_id=school.trust_id, school_id=school.pk)
        promise(SCHOOLS_CHANGED, {}, trust_id=school.trust_id, using=OWNER)
    return True


#: Held shared by whoever makes a school and alone by `rollcall migrate`: a school is of one version or the next.
MIGRATION_LOCK = "hashtextextended('rollcall migrate', 0)"

#: The columns that may be taken already, as they are called in the names of the constraints that say so.
_UNIQUE = {
    "slug": "slug",
    "urn": "urn",
    "laestab": "laestab",
    "code": "code",
    "domain": "slug",
}


@contextmanager
def _whole() -> Iterator[None]:
    """One transaction of the owner's. A value that another school took meanwhile becomes a ValidationError."""
    try:
        with transaction.atomic(using=OWNER), connections[OWNER].cursor() as cursor:
            cursor.execute(f"SELECT pg_advisory_xact_lock_shared({MIGRATION_LOCK})")
            yield
    except IntegrityError as error:
        diagnosis = getattr(error.__cause__, "diag", None)
        constraint = str(getattr(diagnosis, "constraint_name", None))
        field = next((field for part, field in _UNIQUE.items() if f"_{part}_" in constraint), None)
        if field is None:
            raise
        raise ValidationError({field: f"This {field} is taken by another place. Choose another."}) from error


def _note(
    act: str, *, about: tuple[str, uuid.UUID], by: Actor, trust_id: uuid.UUID, school_id: uuid.UUID | None = None
) -> None:
    """Write a line in the trust's journal, in the transaction of the act."""
    with connections[OWNER].cursor() as cursor:
        cursor.execute("SELECT set_config('app.trust', %s, true)", [str(trust_id)])
    record(act, by=by, about_kind=about[0], about_id=about[1], trust_id=trust_id, school_id=school_id, using=OWNER)


def _new_key() -> uuid.UUID:
    with connections[OWNER].cursor() as cursor:
        cursor.execute("SELECT uuidv7()")
        key: uuid.UUID = cursor.fetchone()[0]
    return key


def _refuse_taken_host(slug: str) -> None:
    if slug in settings.RESERVED_SLUGS or Host.objects.using(OWNER).filter(domain=host_name(slug)).exists():
        raise ValidationError({"slug": f"The address {host_name(slug)} is taken. Choose another."})
