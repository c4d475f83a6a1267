"""Second factors, passkeys and links to providers of identities."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql
revision = "000000000010"
down_revision = "000000000009"
branch_labels = None
depends_on = None

_PURPOSES = ("register", "known", "sign_in", "verify", "email_change", "password_reset", "second_factor", "invitation")
_KINDS = ("register", "known", "sign_in", "verify", "email_change", "email_changed", "password_reset", "password_changed", "refresh_reused", "invitation")


def _allow(table, column, name, values):
    """Replace the check of an enumeration by one of these values."""
    shown = ", ".join(f"'{value}'" for value in values)
    op.execute(f"alter table {table} drop constraint {name}")
    op.execute(f"alter table {table} add constraint {name} check ({column} in ({shown}))")


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("set local statement_timeout = '60s'")
    op.create_table('identity_totp',
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('secret', sa.Text(), nullable=False),
    sa.Column('last_step', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['identity_account.id'], name=op.f('fk_identity_totp_account_id')),
    sa.PrimaryKeyConstraint('account_id', name=op.f('pk_identity_totp'))
    )
    op.create_table('identity_sent_factor',
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.Enum('email', 'phone', name='contactkind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['identity_account.id'], name=op.f('fk_identity_sent_factor_account_id')),
    sa.PrimaryKeyConstraint('account_id', 'kind', name=op.f('pk_identity_sent_factor'))
    )
    op.create_table('identity_recovery_code',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['identity_account.id'], name=op.f('fk_identity_recovery_code_account_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_identity_recovery_code')),
    sa.UniqueConstraint('hash', name=op.f('uq_identity_recovery_code_hash'))
    )
    op.create_index(op.f('ix_identity_recovery_code_account_id'), 'identity_recovery_code', ['account_id'], unique=False)
    op.create_table('identity_passkey',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('key_id', sa.String(length=1400), nullable=False),
    sa.Column('public', sa.String(length=2000), nullable=False),
    sa.Column('sign_count', sa.BigInteger(), nullable=False),
    sa.Column('transports', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('backed_up', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['identity_account.id'], name=op.f('fk_identity_passkey_account_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_identity_passkey')),
    sa.UniqueConstraint('key_id', name=op.f('uq_identity_passkey_key_id'))
    )
    op.create_index(op.f('ix_identity_passkey_account_id'), 'identity_passkey', ['account_id'], unique=False)
    op.create_table('identity_link',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('provider', sa.String(length=40), nullable=False),
    sa.Column('subject_index', sa.String(length=64), nullable=False),
    sa.Column('email', sa.Text(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['identity_account.id'], name=op.f('fk_identity_link_account_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_identity_link')),
    sa.UniqueConstraint('account_id', 'provider', name=op.f('uq_identity_link_account_id_provider')),
    sa.UniqueConstraint('subject_index', name=op.f('uq_identity_link_subject_index'))
    )
    op.add_column('identity_challenge', sa.Column('factors', postgresql.JSONB(astext_type=sa.Text()), server_default='[]', nullable=False))
    op.add_column('identity_challenge', sa.Column('provider', sa.String(length=40), nullable=True))
    _allow('identity_challenge', 'purpose', 'ck_identity_challenge_purpose', (*_PURPOSES, 'passkey_add', 'passkey_sign_in', 'provider'))
    _allow('notifications_message', 'kind', 'ck_notifications_message_messagekind', (*_KINDS, 'second_factor'))


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("delete from notifications_message where kind = 'second_factor'")
    _allow('notifications_message', 'kind', 'ck_notifications_message_messagekind', _KINDS)
    op.execute("delete from identity_challenge where purpose in ('passkey_add', 'passkey_sign_in', 'provider')")
    _allow('identity_challenge', 'purpose', 'ck_identity_challenge_purpose', _PURPOSES)
    op.drop_column('identity_challenge', 'provider')
    op.drop_column('identity_challenge', 'factors')
    op.drop_table('identity_link')
    op.drop_table('identity_passkey')
    op.drop_table('identity_recovery_code')
    op.drop_table('identity_sent_factor')
    op.drop_table('identity_totp')
