"""How a search finds people: the name index, names alike, dates of birth nearly right, case IDs written another way.

`search` and a load ask it; who may be found is decided in `access`. It knows neither reasons nor the audit.
"""
