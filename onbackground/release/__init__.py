"""From rows to a release: Parquet, card, citation, manifest, diff, and the Hub."""
