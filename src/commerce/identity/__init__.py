"""Identity: who is calling; hashed API tokens with a role become the Actor of a request."""
