from django import forms

_CLASSES = {forms.Select: "select", forms.TextInput: "input", forms.NumberInput: "input"}


class StyledForm(forms.Form):
    """Gives each widget the class that the style sheet knows it by."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if name := _CLASSES.get(type(field.widget)):
                field.widget.attrs.setdefault("class", name)
