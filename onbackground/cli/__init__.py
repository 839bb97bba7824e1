"""Arguments in, one call, exit code out: one module for each command."""
