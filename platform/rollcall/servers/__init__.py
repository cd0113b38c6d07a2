"""PostgreSQL and Redis of our own, the processes that need them and their ports: for the demo, the tests and CI."""
