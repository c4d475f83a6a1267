"""Room for the changes of carts on their pages."""

from alembic import op
revision = "000000000005"
down_revision = "000000000004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("alter table cart_cart set (fillfactor = 50)")


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("alter table cart_cart reset (fillfactor)")
