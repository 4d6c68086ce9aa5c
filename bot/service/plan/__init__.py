"""The life of a plan: agreed, undone, kept, late, moved, ended."""
