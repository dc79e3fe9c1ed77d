from django.contrib.auth import forms

WHAT_IS_ACCEPTED = (
    "At least 8 characters; not only digits, not a common password, and not like your name."
)


class LoginForm(forms.AuthenticationForm):
    error_messages = forms.AuthenticationForm.error_messages | {
        "invalid_login": "This user name and password do not belong together. Mind upper and "
        "lower case; an administrator can set a new password.",
    }

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "User name"
        _style(self)


class PasswordForm(forms.PasswordChangeForm):
    error_messages = forms.PasswordChangeForm.error_messages | {
        "password_incorrect": "This is not your present password. Enter it again.",
    }

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["old_password"].label = "Present password"
        self.fields["new_password1"].label = "New password"
        self.fields["new_password2"].label = "New password again"
        self.fields["new_password1"].help_text = WHAT_IS_ACCEPTED
        self.fields["new_password2"].help_text = ""
        _style(self)


def _style(form: forms.AuthenticationForm | forms.PasswordChangeForm) -> None:
    for field in form.fields.values():
        field.widget.attrs["class"] = "input"
