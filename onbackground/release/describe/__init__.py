"""The documents of a release: card, Croissant, DataCite, changelog, citation."""
