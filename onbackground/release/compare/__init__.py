"""What changed since an earlier release, and which version follows."""
