"""Components: what each says and how."""
