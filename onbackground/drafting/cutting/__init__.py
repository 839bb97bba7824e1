"""Where the transcript is, and where each turn begins and ends."""
