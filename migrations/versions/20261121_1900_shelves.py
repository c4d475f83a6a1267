"""What of the stock is shown to everybody: a view, so that the tables behind it can be closed."""

from alembic import op
revision = "000000000008"
down_revision = "000000000007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("""
        create view inventory_shelf as
        select stock.offer_id, stock.on_hand - stock.reserved as free, stock.tracked
        from inventory_stock stock
        join inventory_location place on place.id = stock.location_id
        where place.active
    """)


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("drop view inventory_shelf")
    # Programs from before know no roles, and policies hold fast the tables they name.
    op.execute("""
        do $$ declare each record; begin
            for each in select policyname, tablename from pg_policies where schemaname = 'public' loop
                execute format('drop policy %I on %I', each.policyname, each.tablename);
                execute format('alter table %I disable row level security', each.tablename);
            end loop;
        end $$
    """)
