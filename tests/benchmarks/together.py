"""Several browsers at once, each of which asks again as soon as it has its answer."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from tests.benchmarks.measuring import Act


def at_once(name: str, asking: Sequence[Callable[[], object]], times: int) -> tuple[Act[list[float]], Act[list[float]]]:
    """Let all of them ask so often each: the time for one answer of all, and the time that one browser waited for its own.

    Two acts, each of which asks everything anew.
    """

    def run() -> list[float]:
        start = Barrier(len(asking))

        def ask(one: Callable[[], object]) -> list[float]:
            taken = []
            start.wait(60)
            for _ in range(times):
                begun = time.perf_counter()
                one()
                taken.append((time.perf_counter() - begun) * 1000)
            return taken

        with ThreadPoolExecutor(len(asking)) as pool:
            return [took for each in pool.map(ask, asking) for took in each]

    def right(taken: list[float]) -> str:
        assert len(taken) == len(asking) * times
        return f"{len(taken)} answers of 200"

    whole = Act(f"{name}", run, right=right, each=len(asking) * times)
    waits = Act(f"{name}, waited for", run, right=right, times=lambda taken: taken)
    return whole, waits
