"""Messages from and to the world outside the web chat: SMS, WhatsApp, e-mail."""
