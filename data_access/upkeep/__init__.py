"""Council IT's work on the databases: backup, restore, the move to PostgreSQL, and health checks.

Other rooms use `backup`, `restoring`, `kept_since`, `going_back`, `moving`, `app_copy`, `private_copies`, `encryption`,
`health` and `room`. It may use every other room of `data_access`, and none of them knows it.
"""
