"""Roles."""

from enum import StrEnum


class Role(StrEnum):
    """What a token stands for."""

    ADMIN = "admin"
    SELLER = "seller"
    SUPPORT = "support"
