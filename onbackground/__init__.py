"""On Background: hand-reviewed, verbatim, citable records of diplomatic press briefings."""

__version__ = "0.1.0"
"""As in pyproject.toml."""

HOMEPAGE = "https://huggingface.co/datasets/onbackground/onbackground"
"""Where the dataset and this program are described, as in dataset.yaml."""
