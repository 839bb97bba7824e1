"""From a published page or text to a draft record.

The rooms in the order in which the text of one source flows through them:

    pages/    what was published, as blocks of text: fetch, kinds; text, html, markdown
    lines/    what one line or paragraph is, by itself: label, header_line, places, days, not_speech, speech, sentences
    cutting/  what the lines of a page are together: learn_labels, extract (the transcript), turns, header, refusals
    people/   who takes part and under which rules: participants, same_speaker, names, ground_rules, publishers
    writing/  the record: record_data, open_questions, proposals, record_text

`draft` goes the whole way with `lossless` as its check; `intake` puts many sources into a corpus. `limits` has every
number that decides something.
"""
