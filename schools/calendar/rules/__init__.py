"""The school year as plain functions: academic years, Easter, terms, sessions, school days and school weeks."""
