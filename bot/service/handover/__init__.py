"""A person, honestly and at once: queues, hours, call-backs."""
