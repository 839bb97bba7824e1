"""On Background: hand-reviewed, verbatim, citable records of diplomatic press briefings."""
