from django.urls import path

from experiments.views import uploads

urlpatterns = [
    path("upload/", uploads.upload, name="upload"),
    path("uploads/<uuid:batch>/", uploads.upload_batch, name="upload_batch"),
    path("uploads/<uuid:uuid>/apply/", uploads.upload_apply, name="upload_apply"),
    path("uploads/<uuid:uuid>/separate/", uploads.upload_separate, name="upload_separate"),
    path("uploads/<uuid:uuid>/file/", uploads.upload_file, name="upload_file"),
]
