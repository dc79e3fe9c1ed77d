from django.contrib.auth import views

from experiments.forms.account import LoginForm, PasswordForm

login = views.LoginView.as_view(
    template_name="account/login.html",
    authentication_form=LoginForm,
    redirect_authenticated_user=True,
)
logout = views.LogoutView.as_view()
password_change = views.PasswordChangeView.as_view(
    template_name="account/password_change.html", form_class=PasswordForm
)
password_change_done = views.PasswordChangeDoneView.as_view(
    template_name="account/password_change_done.html"
)
