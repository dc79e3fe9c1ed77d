"""One file over the limit must not spoil the others of a form, nor fill the disk."""

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler


class OversizedFile(UploadedFile):
    """A file that was too large to be kept: its name and size are known, its content is not."""


class LimitedFiles(TemporaryFileUploadHandler):
    """Keeps files on disk while they arrive; of one past the limit nothing stays."""

    def new_file(self, *args: object, **kwargs: object) -> None:
        super().new_file(*args, **kwargs)
        self.taken = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.taken += len(raw_data)
        if self.taken <= settings.LOSSACC_MAX_UPLOAD_BYTES:
            super().receive_data_chunk(raw_data, start)
        elif not self.file.closed:
            self.file.close()

    def file_complete(self, file_size: int) -> TemporaryUploadedFile | OversizedFile:
        if self.taken <= settings.LOSSACC_MAX_UPLOAD_BYTES:
            return super().file_complete(file_size)
        return OversizedFile(
            ContentFile(b""), self.file_name, self.content_type, self.taken, self.charset
        )
