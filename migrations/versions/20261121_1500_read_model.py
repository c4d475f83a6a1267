"""Read model of the storefront: listings, placements, counters; waiting events by index."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql
revision = "000000000002"
down_revision = "000000000001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("set local statement_timeout = '60s'")
    op.create_table('search_counter',
    sa.Column('shelf_id', sa.Uuid(), nullable=False),
    sa.Column('products', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('shelf_id', name=op.f('pk_search_counter'))
    )
    op.create_table('search_word',
    sa.Column('word', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('word', name=op.f('pk_search_word'))
    )
    op.create_index('ix_search_word_parts', 'search_word', ['word'], unique=False, postgresql_using='gin', postgresql_ops={'word': 'gin_trgm_ops'})
    op.create_table('search_text',
    sa.Column('product_id', sa.Uuid(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('words', postgresql.ARRAY(sa.Text()), nullable=False),
    sa.Column('names', postgresql.ARRAY(sa.Text()), nullable=False),
    sa.PrimaryKeyConstraint('product_id', name=op.f('pk_search_text'))
    )
    op.create_index('ix_search_text_words', 'search_text', ['words'], unique=False, postgresql_using='gin', postgresql_with={'fastupdate': 'off'})
    op.create_table('search_placement',
    sa.Column('shelf_id', sa.Uuid(), nullable=False),
    sa.Column('channel_id', sa.Uuid(), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('product_id', sa.Uuid(), nullable=False),
    sa.Column('lowest', sa.BigInteger(), nullable=True),
    sa.Column('available', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('shelf_id', 'channel_id', 'currency', 'product_id', name=op.f('pk_search_placement')),
    postgresql_with={'fillfactor': '90'}
    )
    op.create_index('ix_search_placement_lowest', 'search_placement', ['shelf_id', 'channel_id', 'currency', 'lowest', sa.text('product_id DESC')], unique=False)
    op.create_index(op.f('ix_search_placement_product_id'), 'search_placement', ['product_id'], unique=False)
    op.create_table('search_listing',
    sa.Column('channel_id', sa.Uuid(), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('product_id', sa.Uuid(), nullable=False),
    sa.Column('slug', sa.String(length=200), nullable=False),
    sa.Column('name', sa.JSON(), nullable=False),
    sa.Column('brand_id', sa.Uuid(), nullable=True),
    sa.Column('tax_class', sa.String(length=64), nullable=False),
    sa.Column('lowest', sa.BigInteger(), nullable=True),
    sa.Column('highest', sa.BigInteger(), nullable=True),
    sa.Column('available', sa.Boolean(), nullable=False),
    sa.Column('thumbnail_id', sa.Uuid(), nullable=True),
    sa.Column('thumbnail_url', sa.String(length=2000), nullable=True),
    sa.Column('thumbnail_alt', sa.JSON(), nullable=True),
    sa.Column('rating_average', sa.Integer(), nullable=True),
    sa.Column('rating_count', sa.Integer(), server_default='0', nullable=False),
    sa.Column('facets', postgresql.JSONB(astext_type=sa.Text()), server_default='{}', nullable=False),
    sa.Column('refreshed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['product_id'], ['catalog_product.id'], name=op.f('fk_search_listing_product_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('channel_id', 'currency', 'product_id', name=op.f('pk_search_listing')),
    postgresql_with={'fillfactor': '90'}
    )
    op.create_index(op.f('ix_search_listing_product_id'), 'search_listing', ['product_id'], unique=False)
    op.create_index('ix_kernel_outbox_waiting', 'kernel_outbox', ['id'], unique=False, postgresql_where=sa.text('delivered_at is null'))
    op.drop_index('ix_catalog_product_search_text', table_name='catalog_product', postgresql_using='gin', postgresql_ops={'search_text': 'gin_trgm_ops'})
    # A shop that has products gets its rows in batches, by the first worker that starts.
    op.execute("""
        insert into kernel_outbox (event_id, name, subject_id, payload, written_at, retry_at)
        select gen_random_uuid(), 'search.shelf_stale', nil, jsonb_build_object('shelf_id', nil, 'after', nil), now(), now()
        from (select '00000000-0000-0000-0000-000000000000'::uuid as nil) as whole_shop
        where exists (select 1 from catalog_product)
    """)


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.create_index('ix_catalog_product_search_text', 'catalog_product', ['search_text'], unique=False, postgresql_using='gin', postgresql_ops={'search_text': 'gin_trgm_ops'})
    op.drop_index('ix_kernel_outbox_waiting', table_name='kernel_outbox', postgresql_where=sa.text('delivered_at is null'))
    op.drop_index(op.f('ix_search_listing_product_id'), table_name='search_listing')
    op.drop_table('search_listing')
    op.drop_index(op.f('ix_search_placement_product_id'), table_name='search_placement')
    op.drop_index('ix_search_placement_lowest', table_name='search_placement')
    op.drop_table('search_placement')
    op.drop_index('ix_search_text_words', table_name='search_text', postgresql_using='gin', postgresql_with={'fastupdate': 'off'})
    op.drop_table('search_text')
    op.drop_index('ix_search_word_parts', table_name='search_word', postgresql_using='gin', postgresql_ops={'word': 'gin_trgm_ops'})
    op.drop_table('search_word')
    op.drop_table('search_counter')
