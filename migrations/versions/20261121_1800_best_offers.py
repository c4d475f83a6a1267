"""Cards know their best offer; words are read from the newest product down."""

import sqlalchemy as sa
from alembic import op
revision = "000000000004"
down_revision = "000000000003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("set local statement_timeout = '60s'")
    op.add_column('search_listing', sa.Column('best_offer_id', sa.Uuid(), nullable=True))
    op.create_table('search_posting',
    sa.Column('word', sa.Text(), nullable=False),
    sa.Column('product_id', sa.Uuid(), nullable=False),
    sa.PrimaryKeyConstraint('word', 'product_id', name=op.f('pk_search_posting')),
    postgresql_with={'autovacuum_vacuum_insert_scale_factor': '0.05'}
    )
    op.execute("set local statement_timeout = '30min'")
    op.execute("""
        insert into search_posting (word, product_id)
        select unnest(words), product_id from search_text
        union
        select '=' || unnest(names), product_id from search_text
    """)
    op.create_index('ix_search_posting_product_id', 'search_posting', ['product_id'], unique=False, postgresql_using='hash')
    op.execute("set local statement_timeout = '60s'")
    # What is not there yet is looked for as before; the first worker writes it in batches.
    op.execute("""
        insert into kernel_outbox (event_id, name, subject_id, payload, written_at, retry_at)
        select gen_random_uuid(), 'search.shelf_stale', nil, jsonb_build_object('shelf_id', nil, 'after', nil), now(), now()
        from (select '00000000-0000-0000-0000-000000000000'::uuid as nil) as whole_shop
        where exists (select 1 from catalog_product)
    """)


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.drop_index('ix_search_posting_product_id', table_name='search_posting', postgresql_using='hash')
    op.drop_table('search_posting')
    op.drop_column('search_listing', 'best_offer_id')
