"""Permissions of tax."""

from commerce.kernel.access import permission

TAX_WRITE = permission("TAX_WRITE", "Create tax classes and set rates.")
