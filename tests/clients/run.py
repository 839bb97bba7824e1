"""Does a release load everywhere? Each client gets an environment of its own, and reads every table there.

`python tests/clients/run.py RELEASE [CLIENT…]` makes the environments in .venv-clients/ (some minutes and gigabytes the
first time) and exits 1 if a client cannot read the release. `make test-clients` calls it.
"""

from __future__ import annotations

import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
ENVIRONMENTS = HERE.parent.parent / ".venv-clients"
MINUTES = 15
CLIENTS: dict[str, tuple[list[str], list[str]]] = {
    "datasets-2.14": (
        ["datasets==2.14.7", "pyarrow==14.0.2", "numpy<2", "pandas<3", "huggingface_hub<0.25"],
        ["load_datasets.py"],
    ),
    "datasets-3.6": (["datasets==3.6.0", "pandas<3"], ["load_datasets.py"]),
    "datasets-4": (["datasets>=4,<5"], ["load_datasets.py"]),
    "datasets-5": (["datasets>=5,<6"], ["load_datasets.py"]),
    "pandas-3": (["pandas>=3,<4", "pyarrow"], ["load_frames.py", "pandas"]),
    "polars": (["polars>=1"], ["load_frames.py", "polars"]),
    "duckdb": (["duckdb>=1"], ["load_frames.py", "duckdb"]),
    "mlcroissant": (["mlcroissant>=1.0.17", "pyarrow"], ["load_croissant.py"]),
}
"""What each client needs, and the script that reads with it."""


def python_of(client: str, packages: list[str]) -> Path:
    """The Python of a client's environment, which is made if its packages are not the ones that are wanted."""
    folder = ENVIRONMENTS / client
    python, made = folder / "bin" / "python", folder / ".made"
    wanted = "\n".join(packages)
    if not made.is_file() or made.read_text(encoding="utf-8") != wanted:
        venv.create(folder, clear=True, with_pip=True)
        pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *packages]
        subprocess.run(pip, check=True, timeout=60 * MINUTES)
        made.write_text(wanted, encoding="utf-8")
    return python


def main(release: str, *chosen: str) -> int:
    """Read a release with the chosen clients, or all. 0 if all can, else 1."""
    failed = []
    for client in chosen or CLIENTS:
        packages, (script, *arguments) = CLIENTS[client]
        try:
            command = [python_of(client, packages), HERE / script, Path(release).resolve(), *arguments]
            subprocess.run(command, check=True, timeout=60 * MINUTES, cwd=ENVIRONMENTS)
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
            failed.append(client)
            print(f"{client}: {error}", file=sys.stderr)
    print(f"{len(chosen or CLIENTS) - len(failed)} clients read it" + (f"; not: {', '.join(failed)}" if failed else ""))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
