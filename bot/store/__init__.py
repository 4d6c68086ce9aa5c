"""PostgreSQL: tables, the unit of work, migrations, tasks."""
