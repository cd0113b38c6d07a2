"""The reading age of a text: worked out by hand, and told of nothing that is too short."""

from foundation.documents.reading_age import reading_age, reading_age_words

#: 36 words of one syllable in six sentences: grade 0.39 x 6 + 11.8 x 1 - 15.59 = -1.45, so the youngest.
EASY = "The cat sat on the mat. " * 6


def test_short_words_in_short_sentences_are_for_the_youngest() -> None:
    assert reading_age(EASY) == 5


def test_longer_words_and_longer_sentences_make_it_older() -> None:
    ages = [reading_age(text) for text in (EASY, "We will understand if another evening would be easier for you. " * 4)]
    # 11 words and 17 syllables a sentence: grade 4.29 + 18.24 - 15.59 = 6.94; four in one, 17.16 + 18.24 - 15.59 = 19.81.
    assert ages == [5, 12]
    joined = "We will understand if another evening would be easier for you " * 4 + "."
    assert reading_age(joined) == 25


def test_it_is_said_to_be_an_estimate_and_a_short_text_has_none() -> None:
    assert reading_age_words("Thank you.") == ""
    assert reading_age("The cat sat on the mat. " * 4) is None
    assert reading_age_words(EASY) == "Reading age about 5 (estimate)"


def test_greetings_addresses_and_fields_make_no_text_harder() -> None:
    framed = f"Dear {{contact_name}}\n\n1 Extraordinarily Establishment Boulevard\n\n{EASY}\n\nYours sincerely"
    assert reading_age(framed) == 5
    assert reading_age(EASY.replace("cat", "{pupil_first_name}")) == 5


def test_a_stop_inside_a_word_or_number_ends_no_sentence() -> None:
    """Six words of one syllable in each sentence; cut at 3.5, it would be too few of them to tell."""
    assert reading_age("We met at 3.5 and left late. " * 8) == 5
    long = "We will understand if another evening at 3.5 hours would be easier for you. " * 4
    assert reading_age(long) == reading_age(long.replace("3.5", "3"))
