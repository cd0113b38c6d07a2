"""The owner's PostgreSQL backend (`ENGINE = "foundation.database.owner"`)."""
