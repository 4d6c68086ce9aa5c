"""Payments: asked for by a link, arrived, counted once, receipted, given back."""
