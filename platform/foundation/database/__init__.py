"""The guard around school data: who a transaction speaks for, and rows that know where they came from."""
