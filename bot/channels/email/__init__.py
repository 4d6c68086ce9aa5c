"""E-mail: out by SMTP, in by a signed door, and in the demo a mailbox that is simulated."""
