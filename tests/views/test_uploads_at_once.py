"""A double click without script: the same form twice, at the same time."""

import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.test import Client
from django.urls import reverse

from experiments.models import Project, Run
from tests.cast import client_of
from tests.logs import keras_csv


@pytest.mark.django_db(transaction=True)
def test_a_form_sent_twice_at_once_stores_once(stranger: User) -> None:
    batch = uuid.uuid4()
    clients = [client_of(stranger) for _ in range(4)]

    def send(client: Client) -> int:
        log = SimpleUploadedFile("log.csv", keras_csv())
        said = {"batch": batch, "new_project": "Dogs", "files": [log]}
        try:
            return client.post(reverse("upload"), said).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(clients)) as pool:
        assert set(pool.map(send, clients)) == {302}

    assert Project.objects.count() == 1
    assert Run.objects.count() == 1
