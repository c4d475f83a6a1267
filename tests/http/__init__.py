"""The HTTP edge, driven with a toy schema."""
