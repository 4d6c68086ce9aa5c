"""Twilio: SMS and WhatsApp in and out, and in the demo a telephone that is simulated."""
