"""Where the files of a corpus are, and how they are read."""
