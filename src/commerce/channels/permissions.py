"""Permissions of channels."""

from commerce.kernel.access import permission

CHANNEL_WRITE = permission("CHANNEL_WRITE", "Create and change channels.")
