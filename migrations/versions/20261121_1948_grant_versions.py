"""Grants have a version: somebody's role in a seller can be changed in place."""

import sqlalchemy as sa
from alembic import op
revision = "000000000012"
down_revision = "000000000011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("set local statement_timeout = '60s'")
    op.add_column('identity_grant', sa.Column('version', sa.Integer(), server_default='1', nullable=False))
    op.add_column('identity_grant', sa.Column('updated_at', sa.DateTime(timezone=True), nullable=True))
    op.execute("update identity_grant set updated_at = created_at")
    op.alter_column('identity_grant', 'updated_at', nullable=False)


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.drop_column('identity_grant', 'updated_at')
    op.drop_column('identity_grant', 'version')
