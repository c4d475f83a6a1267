"""Carts and purchases of accounts."""

import sqlalchemy as sa
from alembic import op
revision = "000000000010"
down_revision = "000000000009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("set local statement_timeout = '60s'")
    for table in ('cart_cart', 'orders_group'):
        op.add_column(table, sa.Column('account_id', sa.Uuid(), nullable=True))
        op.create_foreign_key(
            op.f(f'fk_{table}_account_id'), table, 'identity_account', ['account_id'], ['id']
        )
    owned = sa.text('account_id is not null')
    op.create_index('ix_cart_cart_account_id', 'cart_cart', ['account_id'], unique=False, postgresql_where=owned)
    op.create_index('ix_orders_group_account_id', 'orders_group', ['account_id', 'id'], unique=False, postgresql_where=owned)


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    for table in ('orders_group', 'cart_cart'):
        op.drop_index(f'ix_{table}_account_id', table_name=table)
        op.drop_constraint(op.f(f'fk_{table}_account_id'), table, type_='foreignkey')
        op.drop_column(table, 'account_id')
