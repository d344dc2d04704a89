"""Things that go wrong, tried on purpose: a killed load, a full disk, tampering, hours of use."""
