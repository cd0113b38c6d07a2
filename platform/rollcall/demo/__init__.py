"""One command to a working trust: its own PostgreSQL and Redis, its processes, and the invented trust to look at."""
