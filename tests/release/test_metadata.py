"""What machines read about a release: each format through its official tool, and all of them in agreement."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import jsonpath_ng
import pytest
from releases import REPOSITORY, Desk, git, rows

from onbackground.corpus.dataset import LICENSES, Dataset
from onbackground.parsing import strict
from onbackground.release.compare import versions
from onbackground.release.describe.card import Readers
from onbackground.release.describe.croissant import RAI
from onbackground.release.describe.datacite import record
from onbackground.release.describe.said import READERS, disagreements
from onbackground.release.files import manifest
from onbackground.release.files.manifest import read as read_manifest
from onbackground.release.tables import TABLES

GROUP = {"authors": [{"name": "A Group"}], "doi": None}
PERSON = {
    "authors": [{"name": "Ada Brandt", "orcid": "https://orcid.org/0000-0002-1825-0097"}],
    "doi": "10.5281/zenodo.1234567",
}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    desk = Desk(tmp_path_factory.mktemp("metadata") / "corpus", readings=True)
    assert desk.build() == 0
    return desk


@pytest.fixture(scope="module")
def built(desk: Desk) -> Path:
    return desk.out


@pytest.fixture
def described() -> Dataset:
    return Dataset.of(strict.load((REPOSITORY / "dataset.yaml").read_text(encoding="utf-8")))


# --- CITATION.cff, DataCite ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("changes", [{}, GROUP, PERSON])
def test_citation_file_format(described, tmp_path, changes):
    (tmp_path / "CITATION.cff").write_text(described._replace(**changes).citation_cff, encoding="utf-8")
    tool = Path(sys.executable).with_name("check-jsonschema")
    asked = subprocess.run(
        [tool, "--builtin-schema", "vendor.citation-file-format", tmp_path / "CITATION.cff"],
        capture_output=True,
        text=True,
    )
    assert asked.returncode == 0, asked.stdout


@pytest.mark.parametrize("changes", [{}, GROUP, PERSON])
def test_datacite(described, changes):
    from datacite import schema45

    schema45.validator.validate(record(described._replace(**changes)))


def test_datacite_validator_refuses_something(described):
    from datacite import schema45
    from jsonschema import ValidationError

    with pytest.raises(ValidationError):
        schema45.validator.validate(record(described) | {"publisher": "a text"})


def test_release_holds_these_records(built, described):
    described = described._replace(version="0.1.0")
    assert (built / "CITATION.cff").read_text() == described.citation_cff
    assert json.loads((built / "datacite.json").read_text()) == record(described)


# --- The card ------------------------------------------------------------------------------------------------------


def test_card(built, described):
    from huggingface_hub import DatasetCard

    card = DatasetCard.load(built / "README.md").data
    assert card.license == described.license.lower() and card.language == described.language
    assert card.pretty_name == described.title and card.tags == described.keywords
    assert card.annotations_creators == ["machine-generated"] and card.size_categories == ["n<1K"]
    assert {"text-classification", "question-answering"} <= set(card.task_categories)
    assert "agree not to guess" in card.extra_gated_prompt and card.extra_gated_fields == {"I agree": "checkbox"}
    text = (built / "README.md").read_text()
    assert all(said in text for said in described.responsible_use.values())
    assert described.bibtex.replace(described.version, "0.1.0") in text


def test_every_config_of_the_card_loads(built, tmp_path):
    import datasets

    names = datasets.get_dataset_config_names(str(built))
    assert set(names) == {name for name in TABLES if rows(built, name)}
    for name in names:
        loaded = datasets.load_dataset(str(built), name, split="train", cache_dir=str(tmp_path))
        assert loaded.to_list() == rows(built, name)


def test_a_table_without_rows_is_left_out_and_said_so(tmp_path):
    """No open question, no reading, no catalogue: `datasets` could not load the tables, so no config has their names."""
    import datasets

    desk = Desk(tmp_path / "corpus")
    assert desk.build() == 0
    assert rows(desk.out, "open_questions") == []
    assert "open_questions" not in datasets.get_dataset_config_names(str(desk.out))
    named = "`open_questions`, `readings`, `agreement`, `catalogue`"
    assert f"No config, because they have no rows: {named}." in (desk.out / "README.md").read_text()


def test_the_card_says_who_has_read(built):
    first = (built / "README.md").read_text().split("\n# On Background\n\n")[1]
    assert first.startswith("1 briefing, 1 of them read by a language model only")


@pytest.mark.parametrize(
    ("readers", "said"),
    [
        (Readers(1, 1, 0), "1 briefing, 1 of them read by at least one person."),
        (
            Readers(1200, 3, 1197, 2, frozenset({"M", "A"})),
            "1,200 briefings, 3 of them read by at least one person, "
            "1,197 of them read by a language model only (A, M), 2 read twice, with the differences settled.",
        ),
    ],
)
def test_who_has_read_in_words(readers, said):
    assert readers.in_words() == said


# --- Croissant -----------------------------------------------------------------------------------------------------


def plain(value, prefix=""):
    """A value of mlcroissant as Parquet has it: text from bytes, int from numpy, keys without their path."""
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, dict):
        return {key.removeprefix(prefix): plain(inner, f"{key}/") for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(inner, prefix) for inner in value]
    return value.item() if hasattr(value, "item") else value


@pytest.fixture(scope="module")
def croissants(built, tmp_path_factory):
    sys.modules["jsonpath_rw"] = jsonpath_ng  # the same functions, in a package that has a wheel
    import mlcroissant

    lake = Desk(tmp_path_factory.mktemp("lake") / "corpus")
    lake.add_lake()
    lake.version("0.2.0")
    assert lake.build("--against", built) == 0
    return {folder: mlcroissant.Dataset(jsonld=str(folder / "croissant.json")) for folder in (built, lake.out)}


def keyed_without_prefix(value, table):
    result = plain(value, f"{table}/")
    if "passes" in result:
        result["passes"] = [
            {key.removeprefix("briefings/passes/"): inner for key, inner in one.items()} for one in result["passes"]
        ]
    return result


@pytest.mark.parametrize("table", TABLES)
def test_croissant_loads_what_parquet_holds(croissants, table):
    for folder, croissant in croissants.items():
        found = [keyed_without_prefix(row, table) for row in croissant.records(table)]
        assert found == rows(folder, table)


def test_croissant_is_valid_and_says_what_it_must(croissants, built, described):
    croissant = croissants[built]
    assert not croissant.metadata.issues.errors and not croissant.metadata.issues.warnings
    assert croissant.metadata.ctx.is_v1_1()
    said = json.loads((built / "croissant.json").read_text())
    assert said["conformsTo"] == ["http://mlcommons.org/croissant/1.1", "http://mlcommons.org/croissant/RAI/1.0"]
    assert {key: said[name] for key, name in RAI.items()} == described.responsible_use
    assert croissant.metadata.data_biases and croissant.metadata.personal_sensitive_information
    assert said["rai:machineAnnotationTools"] == ["Read by a language model."]


def test_croissant_names_files_by_their_digests(built):
    objects = [
        one
        for one in json.loads((built / "croissant.json").read_text())["distribution"]
        if one["@type"] == "cr:FileObject"
    ]
    assert {one["contentUrl"]: one["sha256"] for one in objects} == {
        path.relative_to(built).as_posix(): manifest.sha256_of(path) for path in manifest.data_files(built)
    }


# --- Agreement -----------------------------------------------------------------------------------------------------


def test_a_release_agrees_with_itself(built):
    assert list(disagreements(built, read_manifest(built))) == []


FIELDS = {
    "README.md": {"version", "title", "license", "date"},
    "CITATION.cff": {"version", "title", "license", "date"},
    "datacite.json": {"version", "title", "license", "date"},
    "croissant.json": {"version", "title", "license", "date"},
    "CHANGELOG.md": {"version", "date"},
    "changes.json": {"version", "date"},
    "bag-info.txt": {"version", "title", "date"},
}


def test_every_document_is_held_to_agreement():
    assert set(FIELDS) == set(READERS)


@pytest.mark.parametrize(
    ("name", "field"), sorted((name, field) for name, fields in FIELDS.items() for field in fields)
)
def test_every_disagreement_is_found(built, name, field):
    other = {"version": "0.0.9", "title": "Another Title", "license": "CC0-1.0", "date": "2001-01-01"}
    found = list(disagreements(built, read_manifest(built) | {field: other[field]}))
    assert [line for line in found if line.startswith(f"{name}: the {field} is ")], found


@pytest.mark.parametrize("name", FIELDS)
def test_a_document_that_says_nothing(built, tmp_path, name):
    copy = shutil.copytree(built, tmp_path / "copy")
    for text in ("", "{}", "---\na: 1\n---\n", "\x00"):
        (copy / name).write_text(text)
        assert f"{name}: does not say which release this is" in list(disagreements(copy, read_manifest(copy)))


def test_the_repository_agrees_with_dataset_yaml(described):
    """CITATION.cff, CHANGELOG.md and a version tag at HEAD say what dataset.yaml says."""
    assert (REPOSITORY / "CITATION.cff").read_text(encoding="utf-8") == described.citation_cff
    newest = re.search(r"^## (\S+) - (\S+)$", (REPOSITORY / "CHANGELOG.md").read_text(encoding="utf-8"), re.M)
    assert newest.groups() == (described.version, described.date)
    if (REPOSITORY / ".git").exists():
        assert other_tags(git(REPOSITORY, "tag", "--points-at", "HEAD"), described.tag) == []


def other_tags(tags: str, tag: str) -> list[str]:
    return [one for one in tags.split() if one != tag and one.startswith("v") and versions.is_version(one[1:])]


def test_another_tag_is_noticed(tmp_path):
    desk = Desk(tmp_path / "corpus")
    desk.commit()
    git(desk.folder, "tag", "v0.1.0")
    git(desk.folder, "tag", "reviewed-by-li")
    assert other_tags(git(desk.folder, "tag", "--points-at", "HEAD"), "v0.1.0") == []
    git(desk.folder, "tag", "v0.3.0")
    assert other_tags(git(desk.folder, "tag", "--points-at", "HEAD"), "v0.1.0") == ["v0.3.0"]


def test_every_licence_that_dataset_yaml_may_name_is_known():
    schema = json.loads((REPOSITORY / "schema" / "dataset.schema.json").read_text())
    assert set(schema["properties"]["license"]["enum"]) == set(LICENSES)
    assert set(schema["properties"]["responsible_use"]["properties"]) == set(RAI)


def test_the_terms_of_the_data_are_in_the_folder(tmp_path):
    desk = Desk(tmp_path / "corpus")
    text = (REPOSITORY / "LICENSE-DATA").read_bytes()
    (desk.folder / "LICENSE-DATA").write_bytes(text)
    assert desk.build() == 0
    assert (desk.out / "LICENSE-DATA").read_bytes() == text


def test_datacite_relates_a_release_to_what_is_around_it(described):
    """A DOI that an earlier release got after its push stands in `dois`: no tag moves for it."""
    full = described._replace(
        version="0.3.0", doi="10.5281/zenodo.3", dois={"0.2.0": "10.5281/zenodo.2"}, code="https://example.org/code"
    )
    home = described.homepage
    assert [(one["relationType"], one["relatedIdentifier"]) for one in record(full, "0.2.0")["relatedIdentifiers"]] == [
        ("IsIdenticalTo", f"{home}#v0.3.0"),
        ("IsNewVersionOf", "10.5281/zenodo.2"),
        ("IsCompiledBy", "https://example.org/code"),
        ("IsVersionOf", home),
    ]
    bare = full._replace(doi=None, dois={}, code=None)
    assert [(one["relationType"], one["relatedIdentifier"]) for one in record(bare, "0.2.0")["relatedIdentifiers"]] == [
        ("IsNewVersionOf", f"{home}#v0.2.0"),
        ("IsVersionOf", home),
    ]
