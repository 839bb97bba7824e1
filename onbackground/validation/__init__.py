"""Is a record right? Loading, schema, rules, cache and report."""
