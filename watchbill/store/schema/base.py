"""What every table is made of."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, MetaData, String

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

BigId = BigInteger().with_variant(Integer, "sqlite")


def id_column() -> Column[int]:
    """The table's own number; never shown to anybody."""
    return Column("id", BigId, primary_key=True, autoincrement=True)


def public_id_column() -> Column[str]:
    """The short stable id that links hold."""
    return Column("public_id", String(24), nullable=False, unique=True)


def reference(name: str, target: str, *, nullable: bool = False, cascade: bool = False) -> Column[int]:
    """A column that points to the row of another table."""
    return Column(
        name, BigId, ForeignKey(f"{target}.id", ondelete="CASCADE" if cascade else None), nullable=nullable, index=True
    )
