from onbackground.corpus.catalogue import read

COLUMNS = ["id", "title", "note"]


def test_rows_have_their_lines_and_cells() -> None:
    found = read('id,title,note\na,"Talks, day ""one""",\nb,Briefing,late\n', COLUMNS)
    assert found.problems == []
    assert [(row.line, row.cells) for row in found.rows] == [
        (2, {"id": "a", "title": 'Talks, day "one"', "note": ""}),
        (3, {"id": "b", "title": "Briefing", "note": "late"}),
    ]
    assert [found.position(found.rows[0], column) for column in COLUMNS] == [(2, 1), (2, 3), (2, 24)]


def test_a_file_that_is_no_such_table_says_where() -> None:
    assert [(p.position, p.message) for p in read("id,title\n", COLUMNS).problems] == [
        ((1, 1), "the columns are not those of a catalogue")
    ]
    found = read('id,title,note\na,b\n\nc,"d,e\nf,g,h\n', COLUMNS)
    assert [p.position for p in found.problems] == [(2, 1), (3, 1), (4, 1)]
    assert [row.line for row in found.rows] == [5]
