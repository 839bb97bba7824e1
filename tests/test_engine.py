"""One map, three engines: the same results in the same order, whatever dies."""

import os
import signal
import time
from pathlib import Path

import pytest

from onbackground.corpus import corpus
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
    """Takes more memory than a worker may have, for longer than it takes its keeper to see it."""
    if 30 not in block:
        return 0
    held = b"x" * 400_000_000
    time.sleep(3)
    return len(held)


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
    with open_engine(scheduler=running.address()) as mapped:
        results = mapped(slow_squares, BLOCKS)
        next(results)
        os.killpg(running.scheduler.pid, signal.SIGKILL)
        with pytest.raises(EngineError, match="was lost"):
            list(results)


def test_a_cluster_without_the_program_is_a_clear_error(cluster):
    address = cluster(workers=1, program="").address()
    with pytest.raises(EngineError, match="does not find this program"), open_engine(scheduler=address) as mapped:
        list(mapped(corpus.sha256, [b"a", b"b"]))


def test_no_scheduler_is_a_clear_error():
    with pytest.raises(EngineError, match="no Dask scheduler answers"), open_engine(scheduler="tcp://127.0.0.1:1"):
        pass
