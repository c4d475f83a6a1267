"""Permissions of payments."""

from commerce.kernel.access import permission

PAYMENT_READ = permission("PAYMENT_READ", "See the payments of every order.")
