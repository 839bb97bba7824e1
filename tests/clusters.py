"""A real Dask scheduler and real workers on loopback, each a process of its own."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from repository import REPOSITORY

PROGRAM = f"{REPOSITORY}{os.pathsep}{REPOSITORY / 'tests'}"


class Cluster:
    """A Dask scheduler and its workers; `program` is where they find the program."""

    def __init__(self, folder: Path, workers: int, memory: str = "0", threads: int = 1, program: str = PROGRAM):
        environment = {
            **os.environ,
            "PYTHONPATH": program,
            "NO_PROXY": "127.0.0.1",
            "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1",
            "DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "5s",
        }
        self.file = folder / "scheduler.json"
        self.processes: list[subprocess.Popen] = []
        dask = [sys.executable, "-m", "dask"]
        self.scheduler = self._start(
            [
                *dask,
                "scheduler",
                "--host",
                "127.0.0.1",
                "--port",
                "0",
                "--no-dashboard",
                "--scheduler-file",
                str(self.file),
            ],
            environment,
            folder,
        )
        self.workers = [
            self._start(
                [
                    *dask,
                    "worker",
                    "--scheduler-file",
                    str(self.file),
                    "--host",
                    "127.0.0.1",
                    "--nthreads",
                    str(threads),
                    "--memory-limit",
                    memory,
                    "--no-dashboard",
                    "--local-directory",
                    str(folder),
                ],
                environment,
                folder,
            )
            for _ in range(workers)
        ]

    def _start(self, command: list[str], environment: dict[str, str], folder: Path) -> subprocess.Popen:
        process = subprocess.Popen(
            command,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            start_new_session=True,
        )
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
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
