"""What people keep with us: their address book, and what they have agreed to."""
