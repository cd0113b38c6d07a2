"""The guarded PostgreSQL backend (`ENGINE = "foundation.database.backend"`)."""
