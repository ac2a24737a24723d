"""Guides: the YAML files in `guides/`, read, checked, walked and served."""
