"""Tests. A package, because another one of this name may be installed beside us: `python -m tests.story` is ours."""
