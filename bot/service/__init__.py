"""Use cases: functions of plain values and a unit of work."""
