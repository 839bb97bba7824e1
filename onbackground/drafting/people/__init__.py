"""Who speaks, who published, and under which ground rules."""
