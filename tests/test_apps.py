import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from experiments.apps import prefer_indexes


@pytest.mark.django_db
def test_only_postgresql_is_told_that_reading_here_and_there_is_cheap() -> None:
    with CaptureQueriesContext(connection) as asked:
        prefer_indexes(connection)
    told = {"postgresql": ["SET random_page_cost = 1.1"], "sqlite": []}
    assert [query["sql"] for query in asked] == told[connection.vendor]
