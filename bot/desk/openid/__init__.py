"""Log-in through a provider of the operator's own (OpenID Connect, authorization code flow with PKCE)."""
