"""Prefixes of the public ids of identity."""

ACCOUNT = "acc"
SESSION = "ses"
CHALLENGE = "chl"
PASSKEY = "pky"
LINK = "lnk"
