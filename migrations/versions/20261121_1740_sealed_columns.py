"""Data keys, and columns that hold sealed text: `commerce privacy seal` seals what is there."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "000000000003"
down_revision = "000000000002"
branch_labels = None
depends_on = None

TEXTS = {
    'cart_cart': {'email': 254, 'phone': 32, 'note': 2000},
    'orders_group': {'email': 254, 'phone': 32, 'note': 2000},
}
OBJECTS = {
    'cart_cart': ('shipping_address', 'billing_address', 'payment_data'),
    'orders_group': ('shipping_address', 'billing_address'),
    'payments_attempt': ('data', 'action'),
}


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("set local statement_timeout = '60s'")
    op.create_table('kernel_data_key',
    sa.Column('id', sa.String(length=8), nullable=False),
    sa.Column('purpose', sa.String(length=16), nullable=False),
    sa.Column('wrapped', sa.Text(), nullable=False),
    sa.Column('master', sa.String(length=16), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('retired_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_kernel_data_key'))
    )
    for table, columns in TEXTS.items():
        for column in columns:
            op.alter_column(table, column, type_=sa.Text())
        op.add_column(table, sa.Column('email_index', sa.String(length=64), nullable=True))
        op.create_index(op.f(f'ix_{table}_email_index'), table, ['email_index'])
    for table, columns in OBJECTS.items():
        for column in columns:
            op.alter_column(
                table,
                column,
                type_=sa.Text(),
                # An object with nothing in it is kept as an empty text.
                postgresql_using=f"case when {column} = '{{}}' then '' else {column}::text end",
            )


def downgrade() -> None:
    """Only for a database in which nothing is sealed: what is sealed is no JSON and too long."""
    op.execute("set local lock_timeout = '5s'")
    for table, columns in OBJECTS.items():
        for column in columns:
            op.alter_column(
                table,
                column,
                type_=JSONB(),
                postgresql_using=f"case when {column} = '' then '{{}}' else {column}::jsonb end",
            )
    for table, columns in TEXTS.items():
        op.drop_index(op.f(f'ix_{table}_email_index'), table_name=table)
        op.drop_column(table, 'email_index')
        for column, length in columns.items():
            op.alter_column(table, column, type_=sa.String(length=length))
    op.drop_table('kernel_data_key')
