"""Council settings."""
