"""Does the record say what the source says?"""
