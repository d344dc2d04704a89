"""Who may sign in and is signed in: accounts, roles, passwords, lock-out, sessions and tickets.

Other rooms use `accounts`, `roles`, `passwords`, `sessions`, `sign_in`, `single_sign_on`, `lock_out`,
`sign_in_tickets`, `download_tickets`, `failed_tries`, `second_factor` and `kept_places`. It knows nothing of the people
that services hold records on.
"""
