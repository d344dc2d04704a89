"""What council IT does with the databases: backup, restore, the move to PostgreSQL, and whether all is well.

Other rooms use `backup`, `restoring`, `moving`, `app_copy`, `encryption` and `health`. It stands above every other
room of `data_access`, and none of them knows it.
"""
