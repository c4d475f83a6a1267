"""`commerce audit` and `commerce system`: what an operator sees of the trail, and the switches."""

import json

import psycopg


def test_commands_are_on_record_and_the_trail_is_exported_line_by_line(commerce, seeded) -> None:
    assert commerce("token", "create", "--name", "till").exit_code == 0

    result = commerce("audit", "export", "--actor", "system:cli.data.create")

    found = [json.loads(line) for line in result.stdout.splitlines()]
    assert [(each["action"], each["kind"]) for each in found] == [
        ("create", "identity.token"),
        ("event", "identity.token_created"),
    ]
    assert "hash" not in found[0]["after"]
    assert found[0]["before"] is None
    assert found[1]["position"] == found[0]["position"] + 1
    assert len(found[0]["hash"]) == 64


def test_verify_tells_where_it_is_wrong(commerce, seeded, url) -> None:
    result = commerce("audit", "verify")
    assert result.exit_code == 0, result.output
    noted = result.stdout.split()
    anchor = ("--position", noted[0], "--hash", noted[-1])
    assert commerce("audit", "verify", *anchor).exit_code == 0
    assert commerce("audit", "verify", "--position", "1").exit_code == 2

    with psycopg.connect(url) as connection:
        connection.execute("set session_replication_role = replica")
        connection.execute("update audit_entry set actor = 'nobody' where position = 2")

    result = commerce("audit", "verify")
    assert result.exit_code == 1
    assert "altered at 2" in result.stdout


def test_the_system_is_stopped_and_started_from_the_command_line(commerce, seeded, asked) -> None:
    assert commerce("system", "freeze", "read_only", "--reason", "moving house").exit_code == 0
    assert asked("select name, reason from kernel_switch") == [("read_only", "moving house")]

    assert commerce("system", "unfreeze", "read_only").exit_code == 0
    assert asked("select * from kernel_switch") == []
