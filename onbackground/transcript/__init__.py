"""From a published page or text to a draft record.

The way of one source, module by module: `fetch` or a file -> `page` (bytes to paragraphs; `html_page`,
`markdown_page`, `plain_text` by kind) -> `labels` (what is a speaker label) -> `turns` (who speaks from where to
where, and what is no speech: `marks`) -> `header`, `ground_rules`, `participants`, `brackets` (what the turns and
the lines above them say) -> `proposals` (what a reader may accept) -> `write` (the YAML) -> `drafting` (the whole way,
with its check that nothing is lost) -> `intake` (many sources into a corpus).
"""
