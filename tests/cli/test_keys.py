"""`commerce keys`: the next key signs, and nothing secret is shown."""

from commerce.identity.types import KeyState


def test_keys_are_made_listed_and_rotated(commerce, asked) -> None:
    assert commerce("keys", "list").stdout.strip() == ""

    first = commerce("keys", "rotate")
    second = commerce("keys", "rotate", "--now")
    listed = commerce("keys", "list")

    assert (first.exit_code, second.exit_code, listed.exit_code) == (0, 0, 0)
    signing = second.stdout.split()[0]
    lines = {line.split()[0]: line.split()[1] for line in listed.stdout.splitlines()}
    assert lines[signing] == KeyState.CURRENT
    assert sorted(lines.values()) == [KeyState.CURRENT, KeyState.NEXT, KeyState.RETIRED]
    sealed = asked("select private from identity_signing_key")
    assert len(sealed) == 4
    assert all(str(value).startswith("s1.") for (value,) in sealed)
