"""Prefixes of the public ids of identity."""

ACCOUNT = "acc"
SESSION = "ses"
CHALLENGE = "chl"
ROLE = "role"
GRANT = "grt"
INVITATION = "inv"
KEY = "tok"
