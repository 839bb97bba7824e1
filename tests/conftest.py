"""Fixtures and options that all tests share."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from clusters import Cluster
from repository import copy_corpus

hypothesis.settings.register_profile("suite", deadline=None)  # a busy machine is no failure
hypothesis.settings.load_profile("suite")

os.environ.pop(
    "PYTHONDONTWRITEBYTECODE", None
)  # hundreds of processes start here: each would compile the package again
sys.dont_write_bytecode = False


@pytest.fixture
def corpus_copy(tmp_path: Path) -> Path:
    """A copy of the repository's corpus to change at will."""
    return copy_corpus(tmp_path)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--fuzz", type=int, default=1, metavar="TIMES", help="how many times as many mutations to try")
    parser.addoption("--tei-schema", metavar="RNG", help="the RELAX NG schema of Parla-CLARIN, for jing")
    parser.addoption("--convokit", metavar="PYTHON", help="a Python that has ConvoKit")


@pytest.fixture(autouse=True, scope="session")
def cache_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The user's cache folder, for tests and the commands that they run."""
    with pytest.MonkeyPatch.context() as patched:
        folder = tmp_path_factory.mktemp("cache")
        patched.setenv("XDG_CACHE_HOME", str(folder))
        yield folder


@pytest.fixture
def mutations(request: pytest.FixtureRequest) -> int:
    """How many mutations a property test tries: some hundreds; --fuzz 100 makes tens of thousands of them."""
    return 250 * request.config.getoption("--fuzz")


@pytest.fixture
def cluster(tmp_path):
    clusters = []

    def start(workers: int = 2, **options) -> Cluster:
        folder = tmp_path / f"cluster-{len(clusters)}"
        folder.mkdir()
        clusters.append(Cluster(folder, workers, **options))
        return clusters[-1]

    yield start
    for one in clusters:
        one.stop()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The fuzz tests are those that ask how many mutations to try."""
    for item in items:
        if "mutations" in getattr(item, "fixturenames", ()):
            item.add_marker("fuzz")
