"""The table `catalogue`: the rows of catalogue/briefings.csv, linked to what the release holds."""

from edited import VALID

from onbackground.corpus.corpus import Corpus
from onbackground.release.tables.catalogue import CATALOGUE, catalogue_rows

LAKE = "state-2031-04-02-lake-commission"


def test_rows_are_those_of_the_file_and_lead_to_released_briefings_only(tmp_path):
    rows = catalogue_rows(Corpus.at(VALID), {LAKE})
    assert [row["id"] for row in rows] == [
        "2031-04-02-lake-commission",
        "2031-05-20-fish-quotas",
        "2031-05-20-fish-quotas-2",
        "2031-06-rivers",
    ]
    assert all(list(row) == list(CATALOGUE.columns) for row in rows)
    assert [row["briefing_id"] for row in rows] == [LAKE, None, None, None]
    assert [row["countries"] for row in rows] == [[], [], [], ["CH", "AT"]]
    assert rows[1]["title"] == "Background Briefing on Fish, Quotas and Nets"
    assert rows[1]["note"] is None and rows[2]["note"] == "copy"
    assert catalogue_rows(Corpus.at(VALID), set())[0]["briefing_id"] is None
    (tmp_path / "records").mkdir()
    assert catalogue_rows(Corpus.at(tmp_path), set()) == []
