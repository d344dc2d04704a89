"""Files never seen before, and the settings drafted for them."""
