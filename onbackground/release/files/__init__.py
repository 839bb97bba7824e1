"""The files of a release on disk: Parquet, digests, manifest, checks."""
