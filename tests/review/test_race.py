"""Several readers sign one record at the same moment: every pass is kept, or its reader is told."""

import multiprocessing
from pathlib import Path

from copies import PATH, copy

from onbackground.corpus.corpus import Corpus
from onbackground.parsing import strict
from onbackground.review import signoff

READERS = ("Jane Roe", "Li Wei", "Sam Poe")


def _sign(root: Path, reader: str, start: "multiprocessing.Barrier") -> None:
    corpus = Corpus.at(root)
    start.wait()
    signoff.sign_off(corpus, PATH, signoff.Signature(reader, "human", [], "2021-01-01"))


def test_no_signature_is_lost(tmp_path: Path, mutations: int) -> None:
    fork = multiprocessing.get_context("forkserver")
    fork.set_forkserver_preload(["onbackground.review.signoff", "copies"])
    for n in range(mutations // 25):
        root = copy(tmp_path / str(n)).root
        start = fork.Barrier(len(READERS))
        signing = [fork.Process(target=_sign, args=(root, reader, start)) for reader in READERS]
        for process in signing:
            process.start()
        for process in signing:
            process.join(60)
        assert [process.exitcode for process in signing] == [0] * len(READERS)
        passes = strict.load((root / PATH).read_text(encoding="utf-8"))["review"]["passes"]
        assert sorted(one["by"] for one in passes) == sorted(READERS)
        assert [path.name for path in (root / PATH).parent.iterdir()] == [Path(PATH).name]
