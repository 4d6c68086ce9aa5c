"""Pure rules: no clock, no database, no request, no environment."""
