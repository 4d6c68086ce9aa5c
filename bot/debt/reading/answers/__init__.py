"""Short answers: yes, no, which of the choices, which language."""
