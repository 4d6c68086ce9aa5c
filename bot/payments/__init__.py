"""Payment pages and providers."""
