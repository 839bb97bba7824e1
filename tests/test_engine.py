"""One map, three engines: the same results in the same order, whatever dies."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from repository import REPOSITORY

from onbackground.engine import EngineError, blocks_of, open_engine

# --- The work that is mapped: module-level, so that other processes find it --------------------------------------


def squares(block: list[int]) -> list[int]:
    return [n * n for n in block]


def squares_unless_marked(block: tuple[list[int], str]) -> list[int]:
    """Dies the first time it is called: leaves a mark, so that the second time goes well."""
    numbers, mark = block
    if mark and not os.path.exists(mark):
        Path(mark).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return squares(numbers)


def die(block: list[int]) -> list[int]:
    if 30 in block:
        os.kill(os.getpid(), signal.SIGKILL)
    return squares(block)


def slow_squares(block: list[int]) -> list[int]:
    time.sleep(0.1)
    return squares(block)


def hungry(block: list[int]) -> int:
    return len(bytearray(400_000_000)) if 30 in block else 0


BLOCKS = blocks_of(range(100), 7)
EXPECTED = [squares(block) for block in BLOCKS]


def test_blocks_hold_everything_in_order():
    assert [n for block in BLOCKS for n in block] == list(range(100))
    assert {len(block) for block in BLOCKS[:-1]} == {7}


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_every_number_of_processes_gives_the_same(jobs):
    with open_engine(jobs) as mapped:
        assert list(mapped(squares, BLOCKS)) == EXPECTED


def test_a_killed_process_loses_nothing_and_doubles_nothing(tmp_path):
    blocks = [(block, str(tmp_path / "mark") if n == 5 else "") for n, block in enumerate(BLOCKS)]
    with open_engine(2) as mapped:
        assert list(mapped(squares_unless_marked, blocks)) == EXPECTED


def test_a_block_that_always_kills_its_process_is_an_error_that_names_it():
    with open_engine(2) as mapped, pytest.raises(EngineError, match="block 5 of 15"):
        list(mapped(die, BLOCKS))


# --- A real scheduler and real workers on loopback --------------------------------------------------------------


class Cluster:
    """A Dask scheduler and its workers, each a process of its own."""

    def __init__(self, folder: Path, workers: int, memory: str = "0"):
        environment = {**os.environ, "PYTHONPATH": f"{REPOSITORY}{os.pathsep}{REPOSITORY / 'tests'}", "NO_PROXY": "127.0.0.1",
                       "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1",
                       "DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "5s"}
        self.file = folder / "scheduler.json"
        self.processes: list[subprocess.Popen] = []
        dask = [sys.executable, "-m", "dask"]
        self.scheduler = self._start([*dask, "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard",
                                      "--scheduler-file", str(self.file)], environment, folder)
        self.workers = [self._start([*dask, "worker", "--scheduler-file", str(self.file), "--host", "127.0.0.1",
                                     "--nthreads", "1", "--memory-limit", memory, "--no-dashboard",
                                     "--local-directory", str(folder)], environment, folder) for _ in range(workers)]

    def _start(self, command: list[str], environment: dict[str, str], folder: Path) -> subprocess.Popen:
        process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                   cwd=folder, start_new_session=True)
        self.processes.append(process)
        return process

    def address(self) -> str:
        """The scheduler's address, once all workers are there."""
        from distributed import Client

        deadline = time.monotonic() + 30
        while not self.file.exists() or not self.file.stat().st_size:
            assert time.monotonic() < deadline, "the scheduler did not start"
            time.sleep(0.05)
        with Client(scheduler_file=str(self.file), set_as_default=False) as client:
            client.wait_for_workers(len(self.workers), timeout=30)
            return client.scheduler.address

    def stop(self) -> None:
        for process in self.processes:
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            process.wait()


@pytest.fixture
def cluster(tmp_path):
    clusters = []

    def start(workers: int = 2, memory: str = "0") -> Cluster:
        clusters.append(Cluster(tmp_path, workers, memory))
        return clusters[-1]

    yield start
    for one in clusters:
        one.stop()


def test_a_cluster_gives_the_same(cluster):
    with open_engine(scheduler=cluster().address()) as mapped:
        assert list(mapped(squares, BLOCKS)) == EXPECTED
        assert list(mapped(squares, [[2], [2]])) == [[4], [4]]


def test_a_worker_killed_in_the_middle_loses_nothing_and_doubles_nothing(cluster):
    running = cluster(workers=2)
    with open_engine(scheduler=running.address()) as mapped:
        results = mapped(slow_squares, BLOCKS)
        first = next(results)
        os.killpg(running.workers[0].pid, signal.SIGKILL)
        assert [first, *results] == EXPECTED


def test_a_block_that_is_too_large_for_every_worker_is_a_clear_error(cluster):
    running = cluster(workers=2, memory="300MB")
    with open_engine(scheduler=running.address()) as mapped, pytest.raises(EngineError, match="memory"):
        list(mapped(hungry, BLOCKS))


def test_a_lost_scheduler_is_a_clear_error(cluster):
    running = cluster(workers=1)
    with pytest.raises(EngineError, match="was lost"), open_engine(scheduler=running.address()) as mapped:
        results = mapped(slow_squares, BLOCKS)
        next(results)
        os.killpg(running.scheduler.pid, signal.SIGKILL)
        list(results)


def test_no_scheduler_is_a_clear_error():
    with pytest.raises(EngineError, match="no Dask scheduler answers"), open_engine(scheduler="tcp://127.0.0.1:1"):
        pass
