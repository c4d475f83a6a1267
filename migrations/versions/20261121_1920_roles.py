"""Roles, grants, invitations; API keys with permissions and a maker."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql
revision = "000000000009"
down_revision = "000000000008"
branch_labels = None
depends_on = None

SUPER_ADMIN = "00000000-0000-7000-8000-000000000001"
ROLES = (
    ("super_admin", "Super admin", "platform", "May do everything; there is always one."),
    ("admin", "Admin", "platform", "Runs the platform."),
    ("support", "Support", "platform", "Helps buyers and sellers."),
    ("seller", "Owner", "seller", "May do everything in the seller."),
    ("editor", "Editor", "seller", "Offers, stock and prices of the seller."),
    ("warehouse", "Warehouse", "seller", "Stock and orders of the seller."),
    ("finance", "Finance", "seller", "Payouts and statements of the seller."),
)

# Who takes the last one away waits here for others who try the same, and sees what they did.
KEEP = f"""
create function identity_keep_super_admin() returns trigger language plpgsql as $$
begin
    if tg_table_name = 'identity_account' and not exists (
        select from identity_grant where account_id = old.id and role_id = '{SUPER_ADMIN}'
    ) then
        return null;
    end if;
    perform pg_advisory_xact_lock(hashtextextended('identity.super_admin', 0));
    if not exists (
        select from identity_grant g join identity_account a on a.id = g.account_id
        where g.role_id = '{SUPER_ADMIN}' and a.state = 'active'
    ) then
        raise exception 'the last super admin stays'
            using errcode = 'check_violation', constraint = 'last_super_admin';
    end if;
    return null;
end $$
"""
KEEPERS = (
    "create trigger last_super_admin after delete or update on identity_grant for each row"
    f" when (old.role_id = '{SUPER_ADMIN}') execute function identity_keep_super_admin()",
    "create trigger last_super_admin after update of state on identity_account for each row"
    " when (old.state = 'active' and new.state <> 'active')"
    " execute function identity_keep_super_admin()",
)
PURPOSES = (
    "register", "known", "sign_in", "verify", "email_change", "password_reset", "second_factor",
)
KINDS = (
    "register", "known", "sign_in", "verify", "email_change", "email_changed", "password_reset",
    "password_changed", "refresh_reused",
)


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("set local statement_timeout = '60s'")
    _one_of("identity_challenge", "purpose", "purpose", (*PURPOSES, "invitation"))
    _one_of("notifications_message", "kind", "messagekind", (*KINDS, "invitation"))
    op.create_table('identity_role',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('key', sa.String(length=32), nullable=True),
    sa.Column('name', sa.String(length=100), nullable=False),
    sa.Column('description', sa.String(length=500), nullable=False),
    sa.Column('kind', sa.Enum('platform', 'seller', name='rolekind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('permissions', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('refund_limits', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('version', sa.Integer(), server_default='1', nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("key is null or permissions = '[]'", name=op.f('ck_identity_role_built_in_by_code')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_identity_role')),
    sa.UniqueConstraint('key', name=op.f('uq_identity_role_key')),
    sa.UniqueConstraint('name', name=op.f('uq_identity_role_name'))
    )
    op.create_table('identity_grant',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('role_id', sa.Uuid(), nullable=False),
    sa.Column('seller_id', sa.Uuid(), nullable=True),
    sa.Column('channel_id', sa.Uuid(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('seller_id is null or channel_id is null', name=op.f('ck_identity_grant_one_place')),
    sa.ForeignKeyConstraint(['account_id'], ['identity_account.id'], name=op.f('fk_identity_grant_account_id')),
    sa.ForeignKeyConstraint(['channel_id'], ['channels_channel.id'], name=op.f('fk_identity_grant_channel_id')),
    sa.ForeignKeyConstraint(['role_id'], ['identity_role.id'], name=op.f('fk_identity_grant_role_id')),
    sa.ForeignKeyConstraint(['seller_id'], ['sellers_seller.id'], name=op.f('fk_identity_grant_seller_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_identity_grant')),
    sa.UniqueConstraint('account_id', 'role_id', 'seller_id', 'channel_id', name='uq_identity_grant_once', postgresql_nulls_not_distinct=True)
    )
    op.create_index(op.f('ix_identity_grant_role_id'), 'identity_grant', ['role_id'], unique=False)
    op.create_index(op.f('ix_identity_grant_seller_id'), 'identity_grant', ['seller_id'], unique=False)
    op.create_table('identity_invitation',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('challenge_id', sa.Uuid(), nullable=False),
    sa.Column('role_id', sa.Uuid(), nullable=False),
    sa.Column('seller_id', sa.Uuid(), nullable=True),
    sa.Column('channel_id', sa.Uuid(), nullable=True),
    sa.Column('invited_by', sa.Uuid(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('accepted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['challenge_id'], ['identity_challenge.id'], name=op.f('fk_identity_invitation_challenge_id')),
    sa.ForeignKeyConstraint(['channel_id'], ['channels_channel.id'], name=op.f('fk_identity_invitation_channel_id')),
    sa.ForeignKeyConstraint(['invited_by'], ['identity_account.id'], name=op.f('fk_identity_invitation_invited_by')),
    sa.ForeignKeyConstraint(['role_id'], ['identity_role.id'], name=op.f('fk_identity_invitation_role_id')),
    sa.ForeignKeyConstraint(['seller_id'], ['sellers_seller.id'], name=op.f('fk_identity_invitation_seller_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_identity_invitation')),
    sa.UniqueConstraint('challenge_id', name=op.f('uq_identity_invitation_challenge_id'))
    )
    op.create_index(op.f('ix_identity_invitation_role_id'), 'identity_invitation', ['role_id'], unique=False)
    op.create_index(op.f('ix_identity_invitation_seller_id'), 'identity_invitation', ['seller_id'], unique=False)
    op.alter_column('identity_token', 'role', nullable=True)
    op.add_column('identity_token', sa.Column('permissions', postgresql.JSONB(astext_type=sa.Text()), nullable=True))
    op.add_column('identity_token', sa.Column('made_by', sa.Uuid(), nullable=True))
    op.add_column('identity_token', sa.Column('last_used_at', sa.DateTime(timezone=True), nullable=True))
    op.create_foreign_key(op.f('fk_identity_token_made_by'), 'identity_token', 'identity_account', ['made_by'], ['id'])
    op.create_index(op.f('ix_identity_token_made_by'), 'identity_token', ['made_by'], unique=False)
    _token_rules("role is null or (role = 'seller') = (seller_id is not null)")
    op.create_check_constraint(op.f('ck_identity_token_role_or_permissions'), 'identity_token', "(role is null) = (permissions is not null)")
    op.create_check_constraint(op.f('ck_identity_token_made_by_somebody'), 'identity_token', "(permissions is null) = (made_by is null)")
    for number, (key, name, kind, about) in enumerate(ROLES, start=1):
        op.execute(sa.text(
            "insert into identity_role"
            " (id, key, name, description, kind, permissions, refund_limits, created_at, updated_at)"
            " values (cast(:id as uuid), :key, :name, :about, :kind, '[]', '{}', now(), now())"
        ).bindparams(id=f"{SUPER_ADMIN[:-1]}{number}", key=key, name=name, about=about, kind=kind))
    op.execute(KEEP)
    for keeper in KEEPERS:
        op.execute(keeper)


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("drop trigger last_super_admin on identity_account")
    op.execute("delete from identity_token where role is null")
    op.drop_constraint(op.f('ck_identity_token_made_by_somebody'), 'identity_token', type_='check')
    op.drop_constraint(op.f('ck_identity_token_role_or_permissions'), 'identity_token', type_='check')
    _token_rules("(role = 'seller') = (seller_id is not null)")
    op.drop_index(op.f('ix_identity_token_made_by'), table_name='identity_token')
    op.drop_column('identity_token', 'last_used_at')
    op.drop_column('identity_token', 'made_by')
    op.drop_column('identity_token', 'permissions')
    op.alter_column('identity_token', 'role', nullable=False)
    op.drop_table('identity_invitation')
    op.drop_table('identity_grant')
    op.drop_table('identity_role')
    op.execute("drop function identity_keep_super_admin()")
    op.execute("delete from identity_challenge where purpose = 'invitation'")
    op.execute("delete from notifications_message where kind = 'invitation'")
    _one_of("identity_challenge", "purpose", "purpose", PURPOSES)
    _one_of("notifications_message", "kind", "messagekind", KINDS)


def _one_of(table: str, column: str, constraint: str, values: tuple[str, ...]) -> None:
    name = op.f(f"ck_{table}_{constraint}")
    listed = ", ".join(f"'{value}'" for value in values)
    op.drop_constraint(name, table, type_="check")
    op.create_check_constraint(name, table, f"{column} in ({listed})")


def _token_rules(rule: str) -> None:
    name = op.f("ck_identity_token_seller_of_seller")
    op.drop_constraint(name, "identity_token", type_="check")
    op.create_check_constraint(name, "identity_token", rule)
