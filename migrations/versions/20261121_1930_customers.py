"""What people keep: address books and consents."""

import sqlalchemy as sa
from alembic import op
revision = "00000000000c"
down_revision = "000000000008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.create_table('customers_address',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('address', sa.Text(), nullable=False),
    sa.Column('default_shipping', sa.Boolean(), nullable=False),
    sa.Column('default_billing', sa.Boolean(), nullable=False),
    sa.Column('version', sa.Integer(), server_default='1', nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['identity_account.id'], name=op.f('fk_customers_address_account_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_customers_address'))
    )
    op.create_index(op.f('ix_customers_address_account_id'), 'customers_address', ['account_id'], unique=False)
    op.create_index('uq_customers_address_shipping', 'customers_address', ['account_id'], unique=True, postgresql_where='default_shipping')
    op.create_index('uq_customers_address_billing', 'customers_address', ['account_id'], unique=True, postgresql_where='default_billing')
    op.create_table('customers_consent',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.Enum('terms', 'privacy_policy', 'marketing', name='consentkind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('version', sa.String(length=40), nullable=False),
    sa.Column('given', sa.Boolean(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['identity_account.id'], name=op.f('fk_customers_consent_account_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_customers_consent'))
    )
    op.create_index('ix_customers_consent_account_id', 'customers_consent', ['account_id', 'kind', 'id'], unique=False)


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.drop_table('customers_consent')
    op.drop_table('customers_address')
