"""Words that many passwords are made of: what guessers try first, worldwide and here."""

from pathlib import Path

COMMON = frozenset((Path(__file__).parent / "common_passwords.txt").read_text("utf-8").split())
