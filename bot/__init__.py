"""Répit: a conversational self-service assistant for people who owe money and cannot pay."""
