"""From a published page or text to a draft record.

The way of one source, in the order in which its text flows through the modules:

    fetch (or a file) -> kinds: text_page, html_page over html_text, markdown_page -> page, blocks
    run_together: lost line ends; labels over label_look: what is a speaker's label -> turns: who speaks from where to
    where; marks and speech: what is no speech -> header over header_kinds and header_lines, places, published, naming -> ground_rules
    participants over names and same_label -> brackets -> recording, open_questions: the record as data
    proposals over pairing: what a reader may accept -> write over yaml_text and sentences: the record as text
    drafting: the whole way, with lossless as its check -> intake: many sources into a corpus
"""
