import pytest
from django.http import Http404

from experiments.downloads import original_log
from experiments.models import Upload


@pytest.mark.parametrize(
    "upload", [None, Upload(name="log.csv"), Upload(name="log.csv", file="ab/lost-from-the-disk")]
)
def test_a_file_that_is_not_there_is_not_found(upload: Upload | None) -> None:
    with pytest.raises(Http404, match="not kept"):
        original_log(upload)
