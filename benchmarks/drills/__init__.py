"""Faults caused on purpose: a killed load, a full disk, tampering, hours of use."""
