"""One map over blocks of records, run by one of three engines: this process, several processes, a Dask cluster.

The results come in the order of the blocks, whoever made them, so that every engine gives the same bytes. A worker
that dies loses nothing: its blocks are run again. A block that kills its worker each time is an EngineError.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import Any, TypeVar, cast

Block = TypeVar("Block")
Result = TypeVar("Result")
Map = Callable[[Callable[[Any], Any], Sequence[Any]], Iterator[Any]]

ATTEMPTS = 3
"""How often a block is tried on workers that die before it is given up."""

AHEAD = 4
"""How many blocks a worker may have waiting: enough to keep it busy, few enough to keep memory flat."""


class EngineError(Exception):
    """The work could not be finished; the message is one line for people."""


def default_jobs(records: int) -> int:
    """How many processes are worth starting for that many records: one for less than a few hundred."""
    return 1 if records < 300 else available_cores()


def available_cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def in_threads(function: Callable[[Block], Result], items: Sequence[Block]) -> list[Result]:
    """A map for work that waits for files or hashes them: the results in order, from a thread a core."""
    threads = available_cores()
    if threads == 1 or len(items) < 100:
        return [function(item) for item in items]
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(threads) as pool:
        parts = pool.map(lambda part: [function(item) for item in part], blocks_of(items, -(-len(items) // threads)))
        return [result for part in parts for result in part]


@contextmanager
def open_engine(jobs: int = 1, scheduler: str | None = None) -> Iterator[Map]:
    """A map over blocks: `for result in map(function, blocks)`.

    `jobs` processes, or the workers of the Dask scheduler at an address such as tcp://host:8786 (extra `cluster`).
    Function and blocks must be picklable unless jobs is 1. Raises EngineError where a scheduler cannot be reached,
    and, while the results are read, where workers keep dying.
    """
    if scheduler is not None:
        with _cluster(scheduler) as mapped:
            yield mapped
    elif jobs > 1:
        yield lambda function, blocks: _in_processes(function, blocks, jobs)
    else:
        yield _in_this_process


def _in_this_process(function: Callable[[Block], Result], blocks: Sequence[Block]) -> Iterator[Result]:
    for block in blocks:
        yield _without_collector(function, block)


def _without_collector(function: Callable[[Block], Result], block: Block) -> Result:
    """Run with the garbage collector off: the trees built here have no cycles, so it would find nothing."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        return function(block)
    finally:
        if enabled:
            gc.enable()


def _in_processes(function: Callable[[Block], Result], blocks: Sequence[Block], jobs: int) -> Iterator[Result]:
    """Results in order from a pool of processes; a pool that breaks is replaced, and what it held is run again."""
    spawn = multiprocessing.get_context("spawn")
    next_block = 0
    attempts = 0
    while next_block < len(blocks):
        workers = 1 if attempts else min(jobs, len(blocks) - next_block)
        with ProcessPoolExecutor(workers, mp_context=spawn, initializer=_end_with_parent) as pool:
            waiting: dict[int, Future[Result]] = {}
            try:
                while next_block < len(blocks):
                    ahead = workers * AHEAD if not attempts else 1
                    for n in range(next_block, min(next_block + ahead, len(blocks))):
                        if n not in waiting:
                            with _ctrl_c_held_back():
                                waiting[n] = pool.submit(_without_collector, function, blocks[n])
                    result = waiting.pop(next_block).result()
                    next_block += 1
                    recovered = attempts > 0
                    attempts = 0
                    yield result
                    if recovered:
                        break  # the block that broke the pool is done: back to all processes
            except BrokenProcessPool:
                attempts += 1
                if attempts >= ATTEMPTS:
                    raise EngineError(
                        f"a worker process died {attempts} times on block {next_block + 1} of {len(blocks)}; "
                        "is there enough memory?"
                    ) from None
            finally:
                for future in waiting.values():
                    future.cancel()


def in_time(function: Callable[[Block], Result], argument: Block, seconds: float) -> Result:
    """What a function returns or raises, in a process of its own that is ended after so many seconds.

    Function, argument and result must be picklable. Raises TimeoutError, and EngineError where the process dies.
    """
    spawn = multiprocessing.get_context("spawn")
    ours, theirs = spawn.Pipe(duplex=False)
    worker = spawn.Process(target=_answer, args=(theirs, function, argument), daemon=True)
    try:
        with _ctrl_c_held_back():
            worker.start()
        theirs.close()
        if not ours.poll(seconds):
            raise TimeoutError
        result, error = ours.recv()
    except EOFError:
        raise EngineError("a worker process died; is there enough memory?") from None
    finally:
        ours.close()
        worker.kill()
        worker.join()
    if error is not None:
        raise error
    return cast(Result, result)


def _answer(pipe: Connection, function: Callable[[Block], Result], argument: Block) -> None:
    _end_with_parent()
    try:
        pipe.send((function(argument), None))
    except Exception as error:
        pipe.send((None, error))


def _end_with_parent() -> None:
    """In a worker: end as soon as the process that started it is gone, however that ended."""
    parent = multiprocessing.parent_process()

    def watch() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


@contextmanager
def _ctrl_c_held_back() -> Iterator[None]:
    """Workers started meanwhile never see Ctrl-C, which a terminal sends to all: the parent ends them."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _cluster(scheduler: str) -> Iterator[Map]:
    try:
        from distributed import Client
        from distributed.client import FutureCancelledError
        from distributed.comm.addressing import get_address_host_port
        from distributed.scheduler import KilledWorker
    except ImportError:
        raise EngineError("--scheduler needs more packages: pip install 'onbackground[cluster]'") from None
    try:
        get_address_host_port(scheduler)
    except ValueError:
        raise EngineError(f"--scheduler {scheduler}: write it as tcp://HOST:PORT") from None
    try:
        client = Client(scheduler, timeout="5s", set_as_default=False)
    except (OSError, ValueError) as error:
        raise EngineError(f"no Dask scheduler answers at {scheduler}: {error}") from None
    try:
        workers = len(client.scheduler_info(n_workers=-1)["workers"])
        if not workers:
            raise EngineError(f"the scheduler at {scheduler} has no workers")

        def mapped(function: Callable[[Block], Result], blocks: Sequence[Block]) -> Iterator[Result]:
            # pure=False: two equal blocks are two pieces of work; retries: a failing worker is not a failing block
            waiting: dict[int, Any] = {}
            try:
                for n in range(len(blocks)):
                    for ahead in range(n, min(n + workers * AHEAD, len(blocks))):
                        if ahead not in waiting:
                            waiting[ahead] = client.submit(function, blocks[ahead], pure=False, retries=ATTEMPTS)
                    yield waiting.pop(n).result()
            except KilledWorker:
                raise EngineError(
                    f"block {n + 1} of {len(blocks)} killed every worker that took it; is there enough memory?"
                ) from None
            except (ModuleNotFoundError, RuntimeError) as error:
                cause = error if isinstance(error, ModuleNotFoundError) else error.__cause__
                if not isinstance(cause, ModuleNotFoundError):
                    raise
                raise EngineError(
                    f"the cluster at {scheduler} does not find this program ({cause}): start scheduler and workers "
                    "in its environment, with PYTHONPATH on its folder"
                ) from None
            except (FutureCancelledError, OSError, TimeoutError) as error:
                raise EngineError(f"the scheduler at {scheduler} was lost: {type(error).__name__}") from None

        yield mapped
    finally:
        client.close(timeout=2)


def blocks_of(whole: Iterable[Block], size: int) -> list[list[Block]]:
    """The list cut into blocks of a size: the same blocks for every engine and number of processes."""
    listed = list(whole)
    return [listed[n : n + size] for n in range(0, len(listed), size)]
