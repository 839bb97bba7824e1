"""What a single line looks like: a label, speech, a part of the header, or furniture."""
