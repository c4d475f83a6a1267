"""What people keep and take away: address books, consents, exports, erasures."""

import re

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "000000000013"
down_revision = "000000000012"
branch_labels = None
depends_on = None

_NEW = (
    ('identity_challenge', 'purpose', 'purpose', ('erase',)),
    ('identity_session', 'ended_by', 'sessionend', ('erased',)),
    ('notifications_message', 'kind', 'messagekind', ('erase', 'erasure_requested', 'erasure_cancelled', 'erased', 'export_ready')),
)


def _allow(table: str, column: str, check: str, *, more: tuple[str, ...] = (), less: tuple[str, ...] = ()) -> None:
    name = f'ck_{table}_{check}'
    stated = op.get_bind().scalar(sa.text("select pg_get_constraintdef(oid) from pg_constraint where conname = :name"), {'name': name})
    kinds = [kind for kind in re.findall(r"'([a-z_]+)'", stated) if kind not in less]
    listed = ', '.join(f"'{kind}'" for kind in (*kinds, *more))
    op.execute(f'alter table {table} drop constraint {name}')
    op.execute(f'alter table {table} add constraint {name} check ({column} in ({listed}))')


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    for table, column, check, kinds in _NEW:
        _allow(table, column, check, more=kinds)
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
    op.create_table('privacy_export',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('archive', sa.Text(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ready_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['identity_account.id'], name=op.f('fk_privacy_export_account_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_privacy_export'))
    )
    op.create_index(op.f('ix_privacy_export_account_id'), 'privacy_export', ['account_id'], unique=False)
    op.create_index(op.f('ix_privacy_export_expires_at'), 'privacy_export', ['expires_at'], unique=False)
    op.create_table('privacy_erasure',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('state', sa.Enum('waiting', 'cancelled', 'holding', 'done', name='erasurestate', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('email', sa.Text(), nullable=True),
    sa.Column('phone', sa.Text(), nullable=True),
    sa.Column('language', sa.String(length=8), nullable=False),
    sa.Column('kept', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['identity_account.id'], name=op.f('fk_privacy_erasure_account_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_privacy_erasure'))
    )
    op.create_index(op.f('ix_privacy_erasure_account_id'), 'privacy_erasure', ['account_id'], unique=False)
    op.create_index('ix_privacy_erasure_due', 'privacy_erasure', ['due_at'], unique=False, postgresql_where="state in ('waiting', 'holding')")
    op.create_index('uq_privacy_erasure_waiting', 'privacy_erasure', ['account_id'], unique=True, postgresql_where="state = 'waiting'")


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.drop_table('privacy_erasure')
    op.drop_table('privacy_export')
    op.drop_table('customers_consent')
    op.drop_table('customers_address')
    for table, column, check, kinds in _NEW:
        listed = ', '.join(f"'{kind}'" for kind in kinds)
        if column == 'ended_by':
            op.execute(f"update {table} set {column} = 'revoked' where {column} in ({listed})")
        else:
            op.execute(f"delete from {table} where {column} in ({listed})")
        _allow(table, column, check, less=kinds)
