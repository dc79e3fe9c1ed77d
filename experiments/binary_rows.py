"""Rows with columns of bytes, as they are: PostgreSQL would send these in hexadecimal."""

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from psycopg import Cursor
from psycopg.pq import Format

MOST_PARAMETERS = 65_535
"""As many as PostgreSQL takes apart from the text of a statement."""


def binary_rows(values: QuerySet) -> list[tuple]:
    """The rows of a ``values_list``."""
    try:
        sql, parameters = values.query.sql_with_params()
    except EmptyResultSet:
        return []
    if connection.vendor != "postgresql" or len(parameters) > MOST_PARAMETERS:
        return list(values)
    with connection.cursor() as cursor:
        # Django's own writes parameters into the text, which excludes results in binary.
        cursor.cursor = Cursor(connection.connection)
        cursor.cursor.format = Format.BINARY
        cursor.execute(sql, parameters)
        return cursor.fetchall()
