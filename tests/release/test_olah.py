"""The same repositories read through olah, a server that is none of ours. `make test` sets it up in .venv-olah."""

import json
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from hub import serving
from releases import REPOSITORY, Desk, rows, script
from test_hub import NAME, READ, Publisher

OLAH = REPOSITORY / ".venv-olah" / "bin" / "olah-cli"
pytestmark = pytest.mark.skipif(not OLAH.exists(), reason="olah is not set up: make .venv-olah/.installed")

CONFIGURATION = """
[basic]
host = "127.0.0.1"
port = {port}
ssl-key = ""
ssl-cert = ""
repos-path = "{cache}"
hf-scheme = "http"
hf-netloc = "127.0.0.1:9"
hf-lfs-netloc = "127.0.0.1:9"
mirror-netloc = "127.0.0.1:{port}"
mirror-lfs-netloc = "127.0.0.1:{port}"
mirrors-path = ["{mirrors}"]

[accessibility]
offline = true
"""


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Path]]:
    """Two releases, pushed to the tests' own Hub: the folder of its repositories, and the releases by tag."""
    base = tmp_path_factory.mktemp("olah")
    with serving(base / "hub") as hub:
        publisher = Publisher(base, hub)
        publisher.build()
        first = publisher.desk.release("v0.1.0")
        assert publisher.push().returncode == 0
        publisher.desk.add_lake()
        publisher.desk.version("0.2.0")
        publisher.build("--against", first)
        second = publisher.desk.release("v0.2.0", "--against", first)
        assert publisher.push().returncode == 0
    return base / "hub", {"v0.1.0": first, "v0.2.0": second}


@pytest.fixture(scope="module")
def environment(published, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The variables of a client that reads from olah while it serves the repositories."""
    base = tmp_path_factory.mktemp("server")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (base / "olah.toml").write_text(CONFIGURATION.format(port=port, cache=base / "repos", mirrors=published[0]))
    with open(base / "log", "w") as log:
        server = subprocess.Popen([OLAH, "-c", base / "olah.toml"], cwd=base, stdout=log, stderr=subprocess.STDOUT)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(address, server, base / "log")
        with serving(base / "nobody") as hub:
            variables = hub.environment(base / "home", HF_ENDPOINT=address)
        del variables["HF_TOKEN"]
        yield variables
    finally:
        server.kill()
        server.wait()


def _wait(address: str, server: subprocess.Popen, log: Path) -> None:
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    for _ in range(200):
        try:
            direct.open(address, timeout=1)
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            assert server.poll() is None, log.read_text()
            time.sleep(0.1)
    pytest.fail(f"olah does not answer: {log.read_text()}")


def test_each_tag_gives_its_own_rows(published, environment, tmp_path):
    asked = [f"{tag}:{table}" for tag in published[1] for table in ("replies", "turns")]
    told = script("-c", READ, NAME, *asked, environment=environment, folder=tmp_path)
    assert json.loads(told.stdout) == {
        f"{tag}:{table}": [tag[1:], rows(folder, table)]
        for tag, folder in published[1].items()
        for table in ("replies", "turns")
    }


def test_an_unknown_tag_is_an_error(environment, tmp_path):
    """With load_dataset only while nothing is in the cache; with the recipe of README.md always."""
    told = script(
        "-c",
        READ,
        NAME,
        "v0.9.0:replies",
        environment=environment | {"HF_HOME": str(tmp_path / "empty")},
        folder=tmp_path,
    )
    assert json.loads(told.stdout)["v0.9.0:replies"][0] == "DatasetNotFoundError"
    recipe = "from huggingface_hub import snapshot_download\nsnapshot_download('lake/briefings', repo_type='dataset', revision='v0.9.0')\n"
    told = script("-c", recipe, environment=environment, folder=tmp_path)
    assert told.returncode == 1 and "v0.9.0" in told.stderr


def test_a_build_compares_with_it(published, environment, tmp_path):
    desk = Desk(tmp_path / "corpus")
    asked = script(
        "build.py", "--corpus", desk.folder, "--against", f"{NAME}@v0.1.0", "--suggest-version", environment=environment
    )
    assert (asked.returncode, asked.stdout) == (0, "0.1.1\n"), asked.stderr
