"""What screens are built from: how a thing looks and is said."""
