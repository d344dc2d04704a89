"""Who is restricted: one person, a list of them or those a load could not settle; and the end of a restriction.

That they are left out of every read is `access`'s part.
"""
