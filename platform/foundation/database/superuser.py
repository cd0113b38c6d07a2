"""What only a superuser can set up in a database, once: what PostgreSQL lets everybody do, taken away; a login for backups.

The embedded server is set up so as it is made. In a database of others the start-up checks give these statements to run.
"""

from psycopg import sql

BACKUP = "rollcall_backup"

#: Functions of PostgreSQL that everybody may call and by which a school's role would leave its schema or its transaction:
#: large objects (one table for the whole database, shared by grant), locks that outlast a transaction in a connection the
#: next school gets, messages to other sessions, and writing into the log that is shipped to standbys.
OPEN_TO_EVERYBODY = (
    "^(lo_.*|loread|lowrite|pg_notify|pg_logical_emit_message|pg_(try_)?advisory_lock.*|pg_advisory_unlock.*)$"
)
#: Of these, what migrating needs.
_OWNERS = "^pg_(try_)?advisory_"


def closing(owner: str) -> str:
    """The statement that takes those functions away from everybody, and leaves the owner the locks of migrating.

    In one line, to be shown and copied. A REVOKE by anybody but the functions' owner, a superuser, only warns.
    """
    text = (
        "DO $$ DECLARE f record; BEGIN FOR f IN SELECT oid::regprocedure AS named, proname FROM pg_proc"
        " WHERE pronamespace = 'pg_catalog'::regnamespace AND proname ~ {pattern} LOOP"
        " EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', f.named);"
        " IF f.proname ~ {owners} THEN EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO %I', f.named, {owner}); END IF;"
        " END LOOP; END $$"
    )
    words = {"pattern": OPEN_TO_EVERYBODY, "owners": _OWNERS, "owner": owner}
    return sql.SQL(text).format(**{name: sql.Literal(word) for name, word in words.items()}).as_string(None)


def backup_login(database: str, *, password: str = "") -> list[str]:
    """The statements that make a login which may read everything, past row-level security, and change nothing.

    The owner cannot make it: whoever lacks BYPASSRLS can give it to nobody. Without a password it takes none.
    """
    proof = sql.SQL(" PASSWORD {}").format(sql.Literal(password)) if password else sql.SQL("")
    names = {"login": sql.Identifier(BACKUP), "database": sql.Identifier(database)}
    return [
        (sql.SQL("CREATE ROLE {login} LOGIN BYPASSRLS").format(**names) + proof).as_string(None),
        sql.SQL("ALTER ROLE {login} SET default_transaction_read_only = on").format(**names).as_string(None),
        sql.SQL("GRANT pg_read_all_data TO {login}").format(**names).as_string(None),
        sql.SQL("GRANT CONNECT ON DATABASE {database} TO {login}").format(**names).as_string(None),
    ]
