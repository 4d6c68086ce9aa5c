"""Custom actions: slots and words -> one service call -> responses and slots."""
