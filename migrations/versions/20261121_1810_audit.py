"""Audit trail: drafts of open transactions, chained entries, the head; switches."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql
revision = "000000000006"
down_revision = "000000000005"
branch_labels = None
depends_on = None

# Notes one row that was written: only what changed, nothing secret, nothing personal in clear.
# The kind is `orders.line` for the table `orders_line`, as events are named.
# Given: columns of the key, secret columns, personal columns; each list with commas.
NOTE = """
create function audit_note() returns trigger language plpgsql security definer
set search_path = pg_catalog, public, pg_temp set timezone = 'UTC' as $$
declare
    keys text[] := string_to_array(tg_argv[0], ',');
    secret text[] := string_to_array(tg_argv[1], ',');
    personal text[] := string_to_array(tg_argv[2], ',');
    was jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) end;
    became jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) end;
    named text;
    untouched text[];
begin
    if was = became then
        return null;
    end if;
    select string_agg(coalesce(became, was) ->> key, '/' order by place)
        into named from unnest(keys) with ordinality as given(key, place);
    if tg_op = 'UPDATE' then
        select coalesce(array_agg(key), '{}')
            into untouched from jsonb_each(was) where value = became -> key;
        was := was - untouched;
        became := became - untouched;
    end if;
    was := was - secret;
    became := became - secret;
    was := was || (
        select coalesce(jsonb_object_agg(key, '***'), '{}') from jsonb_each(was)
        where key = any (personal) and value <> 'null');
    became := became || (
        select coalesce(jsonb_object_agg(key, '***'), '{}') from jsonb_each(became)
        where key = any (personal) and value <> 'null');
    insert into kernel_audit_draft (actor, request_id, action, kind, row_id, before, after)
    values (
        current_setting('commerce.actor'),
        coalesce(current_setting('commerce.request', true), ''),
        case tg_op when 'INSERT' then 'create' when 'UPDATE' then 'update' else 'delete' end,
        regexp_replace(tg_table_name, '_', '.'), named, was, became);
    return null;
end $$
"""

# What an entry is bound to: its place, everything it says, and the entry before it.
HASH = """
create function audit_hash(
    previous bytea, place bigint, at timestamptz, actor text, request_id text,
    action text, kind text, row_id text, before jsonb, after jsonb
) returns bytea language sql stable parallel safe as $$
    select sha256(previous || convert_to(jsonb_build_array(
        place, (extract(epoch from at) * 1000000)::bigint, actor, request_id,
        action, kind, row_id, before, after)::text, 'UTF8'))
$$
"""

# Runs at COMMIT, for each draft; the first links all of its transaction. Whoever commits next
# waits here, so that places have no gaps and each entry follows the one before.
LINK = """
create function audit_link() returns trigger language plpgsql security definer
set search_path = pg_catalog, public, pg_temp as $$
declare
    draft record;
    place bigint;
    bound bytea;
begin
    if not exists (
        select from kernel_audit_draft where written_in = new.written_in and id = new.id
    ) then
        return null;
    end if;
    perform pg_advisory_xact_lock(hashtextextended('audit', 0));
    select entries, link into strict place, bound from audit_head;
    for draft in
        select * from kernel_audit_draft where written_in = new.written_in order by id
    loop
        place := place + 1;
        bound := audit_hash(bound, place, draft.at, draft.actor, draft.request_id,
            draft.action, draft.kind, draft.row_id, draft.before, draft.after);
        insert into audit_entry values (place, draft.at, draft.actor, draft.request_id,
            draft.action, draft.kind, draft.row_id, draft.before, draft.after, bound);
    end loop;
    update audit_head set entries = place, link = bound;
    delete from kernel_audit_draft where written_in = new.written_in;
    return null;
end $$
"""

REFUSE = """
create function audit_refuse() returns trigger language plpgsql as $$
begin
    raise exception 'the audit trail is written by itself and never changed'
        using errcode = 'insufficient_privilege';
end $$
"""

# The depth is 1 where the trail itself writes: the functions above run in triggers.
GUARDS = (
    "create constraint trigger audit_link after insert on kernel_audit_draft"
    " deferrable initially deferred for each row execute function audit_link()",
    "create trigger audit_fixed before update or delete or truncate on audit_entry"
    " for each statement execute function audit_refuse()",
    "create trigger audit_fixed before delete or truncate on audit_head"
    " for each statement execute function audit_refuse()",
    "create trigger audit_own before insert on audit_entry"
    " for each statement when (pg_trigger_depth() = 0) execute function audit_refuse()",
    "create trigger audit_own before insert or update on audit_head"
    " for each statement when (pg_trigger_depth() = 0) execute function audit_refuse()",
)


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("set local statement_timeout = '60s'")
    op.create_table('kernel_audit_draft',
    sa.Column('written_in', sa.BigInteger(), server_default=sa.text('pg_current_xact_id()::text::bigint'), nullable=False),
    sa.Column('id', sa.BigInteger(), sa.Identity(always=True), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.Column('actor', sa.Text(), nullable=False),
    sa.Column('request_id', sa.Text(), nullable=False),
    sa.Column('action', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('row_id', sa.Text(), nullable=False),
    sa.Column('before', postgresql.JSONB(), nullable=True),
    sa.Column('after', postgresql.JSONB(), nullable=True),
    sa.PrimaryKeyConstraint('written_in', 'id', name=op.f('pk_kernel_audit_draft')),
    prefixes=['UNLOGGED']
    )
    op.create_table('audit_entry',
    sa.Column('position', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor', sa.Text(), nullable=False),
    sa.Column('request_id', sa.Text(), nullable=False),
    sa.Column('action', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('row_id', sa.Text(collation='C'), nullable=False),
    sa.Column('before', postgresql.JSONB(), nullable=True),
    sa.Column('after', postgresql.JSONB(), nullable=True),
    sa.Column('link', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('position', name=op.f('pk_audit_entry'))
    )
    op.create_index('ix_audit_entry_row_id_position', 'audit_entry', ['row_id', 'position'])
    op.create_index('ix_audit_entry_actor_position', 'audit_entry', ['actor', 'position'])
    op.create_index('ix_audit_entry_kind_position', 'audit_entry', ['kind', 'position'])
    op.create_index('ix_audit_entry_request_id_position', 'audit_entry', ['request_id', 'position'])
    op.create_index('ix_audit_entry_at', 'audit_entry', ['at'])
    op.create_index('ix_audit_entry_events', 'audit_entry', ['position'], postgresql_where=sa.text("action = 'event'"))
    op.create_table('audit_head',
    sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('entries', sa.BigInteger(), nullable=False),
    sa.Column('link', sa.LargeBinary(), nullable=False),
    sa.CheckConstraint('id = 1', name=op.f('ck_audit_head_only_one')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_head'))
    )
    op.execute("insert into audit_head values (1, 0, sha256(''))")
    op.create_table('kernel_switch',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.String(length=32), nullable=False),
    sa.Column('reason', sa.String(length=500), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_kernel_switch')),
    sa.UniqueConstraint('name', name=op.f('uq_kernel_switch_name'))
    )
    for each in (NOTE, HASH, LINK, REFUSE, *GUARDS):
        op.execute(each)


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.drop_table('kernel_switch')
    op.drop_table('kernel_audit_draft')
    op.drop_table('audit_entry')
    op.drop_table('audit_head')
    for name in ('audit_note', 'audit_link', 'audit_refuse', 'audit_hash'):
        op.execute(f"drop function {name} cascade")
