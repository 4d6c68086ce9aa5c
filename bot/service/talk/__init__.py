"""Questions and answers on the way, in any language; nothing of anybody's case."""
