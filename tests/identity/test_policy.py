"""What built-in roles may is what the guide says: a change of one is a change of the other."""

from commerce.kernel.access import all_permissions, permissions_of
from tests.architecture.sources import ROOT


def test_the_table_in_the_guide_is_the_policy() -> None:
    lines = (ROOT / "docs" / "roles.md").read_text("utf-8").splitlines()
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines if line[:1] == "|"]
    head, _, *body = rows
    roles = head[1:-1]
    told = {row[0].strip("`"): dict(zip(roles, row[1:-1], strict=True)) for row in body}

    assert told == {
        name: {role: "x" if name in permissions_of(role) else "" for role in roles}
        for name in all_permissions()
    }
    places = {row[0].strip("`"): row[-1].split() for row in body}
    assert places == {
        name: [*["seller"] * each.of_seller, *["channel"] * each.of_channel]
        for name, each in all_permissions().items()
    }


def test_what_is_for_super_admins_alone_is_one_thing() -> None:
    assert permissions_of("super_admin") - permissions_of("admin") == {"SUPER_ADMIN_MANAGE"}
    assert permissions_of("super_admin") == set(all_permissions())
    assert permissions_of("nobody") == frozenset()
