"""Answers to the browser besides the screens: addresses, cookies, security headers; and the check before a start."""
