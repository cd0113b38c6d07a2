"""Addresses on a school's host."""

from django.urls import path

from schools.letters.views import letter, letters, texts

urlpatterns = [
    path("letters/", letters.letters, name="letters"),
    path("letters/approve/", letters.letters_approve, name="letters_approve"),
    path("letters/print/", letters.letters_print, name="letters_print"),
    path("letters/printed/<uuid:batch>/", letters.letters_printed, name="letters_printed"),
    path("letters/printed/<uuid:batch>/letters.pdf", letters.letters_printed_file, name="letters_printed_file"),
    path("letters/texts/", texts.texts, name="letter_texts"),
    path("letters/texts/letterhead/", texts.letterhead, name="letterhead"),
    path("letters/texts/<slug:kind>/", texts.text, name="letter_text"),
    path("letters/new/<uuid:pupil_id>/", letter.letter_new, name="letter_new"),
    path("letters/<uuid:letter_id>/", letter.letter, name="letter"),
    path("letters/<uuid:letter_id>/act/", letter.letter_act, name="letter_act"),
    path("letters/<uuid:letter_id>/letter.pdf", letter.letter_file, name="letter_file"),
]
