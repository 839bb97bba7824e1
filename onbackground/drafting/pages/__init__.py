"""From bytes to lines: text, HTML and Markdown pages."""
