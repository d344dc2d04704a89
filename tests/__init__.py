"""Tests, laid out like the code they test; browser/ drives a real Chromium."""
