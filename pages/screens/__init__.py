"""One module a screen, each with `show()`. Nothing runs when one is imported."""
