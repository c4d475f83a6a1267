"""The read side on a real server."""
