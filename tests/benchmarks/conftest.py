"""Benchmarks are `bench_*.py`: `make bench` runs them, the tests do not."""

from pathlib import Path

import pytest


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect benchmarks as if they were tests: each checks that the work it timed was done right."""
    named = parent.session.isinitpath(file_path)  # pytest itself collects a file that was asked for by name
    if file_path.suffix == ".py" and file_path.name.startswith("bench_") and not named:
        return pytest.Module.from_parent(parent, path=file_path)
    return None
