"""How long something takes, without what the machine and the other tests add."""

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def at_most(seconds: float, *, waiting: bool = False) -> Iterator[None]:
    """The block takes at most so many seconds of this process, or of the clock, if it waits for somebody else."""
    clock = time.monotonic if waiting else time.process_time
    began = clock()
    yield
    assert clock() - began < seconds


def least(work: Callable[[], object], times: int) -> float:
    """The seconds of the quickest of some runs. What the tests before left in memory is not searched through for garbage."""
    gc.collect()
    gc.freeze()
    try:
        return min(once(work) for _ in range(times))
    finally:
        gc.unfreeze()


def once(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began
