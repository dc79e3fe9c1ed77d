from django.urls import path

from experiments.views import (
    account,
    compare,
    guide,
    health,
    prediction_files,
    predictions,
    project_settings,
    projects,
    run_all_metrics,
    run_chart_files,
    run_downloads,
    run_edit,
    run_metrics,
    runs,
    upload_batch,
    uploads,
)

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("login/", account.login, name="login"),
    path("logout/", account.logout, name="logout"),
    path("password/", account.password_change, name="password_change"),
    path("password/done/", account.password_change_done, name="password_change_done"),
    path("", projects.projects, name="projects"),
    path("projects/new/", projects.project_new, name="project_new"),
    path("projects/<slug:slug>/", projects.project, name="project"),
    path("projects/<slug:slug>/verdicts/", projects.project_verdicts, name="project_verdicts"),
    path("projects/<slug:slug>/trash/", projects.project_trash, name="project_trash"),
    path(
        "projects/<slug:slug>/settings/", project_settings.project_settings, name="project_settings"
    ),
    path(
        "projects/<slug:slug>/members/",
        project_settings.project_members_add,
        name="project_members_add",
    ),
    path(
        "projects/<slug:slug>/members/<int:member>/change/",
        project_settings.project_member_change,
        name="project_member_change",
    ),
    path(
        "projects/<slug:slug>/members/<int:member>/remove/",
        project_settings.project_member_remove,
        name="project_member_remove",
    ),
    path(
        "projects/<slug:slug>/metrics/<int:rule>/delete/",
        project_settings.project_rule_delete,
        name="project_rule_delete",
    ),
    path("guide/", guide.guide, name="guide"),
    path("guide/<slug:question>/", guide.guide_page, name="guide_page"),
    path("upload/", uploads.upload, name="upload"),
    path("uploads/<uuid:batch>/", upload_batch.upload_batch, name="upload_batch"),
    path("uploads/<uuid:batch>/forget/", upload_batch.upload_forget, name="upload_forget"),
    path("uploads/<uuid:uuid>/content/", uploads.upload_content, name="upload_content"),
    path("uploads/<uuid:uuid>/apply/", upload_batch.upload_apply, name="upload_apply"),
    path("uploads/<uuid:uuid>/separate/", upload_batch.upload_separate, name="upload_separate"),
    path("uploads/<uuid:uuid>/file/", upload_batch.upload_file, name="upload_file"),
    path("compare/", compare.compare, name="compare"),
    path("compare/figures.json", compare.compare_figures, name="compare_figures"),
    path("runs/<uuid:uuid>/", runs.run, name="run"),
    path("runs/<uuid:uuid>/status/", runs.run_status, name="run_status"),
    path("runs/<uuid:uuid>/figures.json", runs.run_figures, name="run_figures"),
    path("runs/<uuid:uuid>/chart.svg", run_chart_files.run_chart_svg, name="run_chart_svg"),
    path("runs/<uuid:uuid>/chart.csv", run_chart_files.run_chart_csv, name="run_chart_csv"),
    path(
        "runs/<uuid:uuid>/metrics/all/", run_all_metrics.run_all_metrics, name="run_all_metrics"
    ),
    path(
        "runs/<uuid:uuid>/metrics/figures.json",
        run_all_metrics.run_metric_figures,
        name="run_metric_figures",
    ),
    path("runs/<uuid:uuid>/file/", runs.run_file, name="run_file"),
    path("runs/<uuid:uuid>/download/<slug:form>/", run_downloads.run_download, name="run_download"),
    path("runs/<uuid:uuid>/edit/", run_edit.run_edit, name="run_edit"),
    path("runs/<uuid:uuid>/facts/", run_edit.run_facts, name="run_facts"),
    path("runs/<uuid:uuid>/metrics/", run_metrics.run_metrics, name="run_metrics"),
    path("runs/<uuid:uuid>/move/", run_edit.run_move, name="run_move"),
    path("runs/<uuid:uuid>/delete/", run_edit.run_delete, name="run_delete"),
    path("runs/<uuid:uuid>/restore/", run_edit.run_restore, name="run_restore"),
    path("runs/<uuid:uuid>/analyse/", run_edit.run_analyse, name="run_analyse"),
    path(
        "runs/<uuid:uuid>/predictions/upload/",
        prediction_files.predictions_upload,
        name="predictions_upload",
    ),
    path("predictions/<uuid:uuid>/", predictions.predictions, name="predictions"),
    path(
        "predictions/<uuid:uuid>/status/",
        prediction_files.predictions_status,
        name="predictions_status",
    ),
    path(
        "predictions/<uuid:uuid>/file/", prediction_files.predictions_file, name="predictions_file"
    ),
    path(
        "predictions/<uuid:uuid>/samples.parquet",
        prediction_files.predictions_samples,
        name="predictions_samples",
    ),
    path(
        "predictions/<uuid:uuid>/report.json",
        prediction_files.predictions_report,
        name="predictions_report",
    ),
    path(
        "predictions/<uuid:uuid>/retry/",
        prediction_files.predictions_retry,
        name="predictions_retry",
    ),
    path(
        "predictions/<uuid:uuid>/delete/",
        prediction_files.predictions_delete,
        name="predictions_delete",
    ),
]
