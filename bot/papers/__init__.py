"""Papers: figures of the services put into words, and set as PDF, calendar and JSON."""
