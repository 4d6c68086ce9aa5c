"""What each kind of task does: functions of a unit of work and the task, one module a topic."""
