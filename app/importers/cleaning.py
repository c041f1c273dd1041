"""What may be wrong with a value, what is done about it, and the functions that do it.

A format makes one ``Cleaner`` for each record and asks it for values; what deviates is noted under
a rule of ``RULES``, with the place in the input, and comes out as the model has it. The caller
compares what it gets with what stood there, and keeps the latter where they differ.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from app.dates import PartialDate
from app.importers.foreign_dates import read_date
from app.importers.records import Json, Notes, Place
from app.importers.written_text import clean_text

# Every rule, in one line: what is meant, and what is done.
RULES: Final[dict[str, str]] = {
    # Text
    "byte_order_mark": "a byte order mark within a text is removed",
    "control_character": "a control character is removed",
    "zero_width": "a zero-width space or joiner is removed, but for joiners that a script needs",
    "invisible": "another character that no one sees (soft hyphen, direction mark) is removed",
    "not_nfc": "text in another normal form is brought to NFC",
    "mojibake": "text that was surely decoded wrongly is kept as it is",
    "zawgyi": "Burmese that surely is in Zawgyi is converted to Unicode",
    "zawgyi_unsure": "Burmese that may be in Zawgyi is kept as it is",
    # Shapes
    "null_for_array": "null where a list is due counts as an empty one",
    "object_for_array": "an object where a list is due counts as a list of it",
    "not_an_object": "an entry that is no object is kept as the source has it, and not read",
    "number_for_text": "a number where a text is due is written as one",
    "not_a_text": "a value that is no text where one is due is kept as the source has it",
    "not_a_url": "a link that is no web address is kept as the source has it, and not linked",
    # Dates
    "impossible_date": "a date that no calendar has, or before the year 1000, is not asserted",
    "far_date": "a date after the year 2100 is not asserted",
    "partial_date": "a date with zeros for what is unknown is read as a partial date",
    "unusual_date": "a date in another order or spelling that reads only one way is read so",
    "ambiguous_date": "a date that can be read in two ways is not asserted",
    "unreadable_date": "a date in no known spelling is not asserted",
    "time_of_day": "of a date with a time of day, the day is recorded",
    "start_after_end": "a start after its end: neither of the two is asserted",
    "death_before_birth": "a death before the birth: neither of the two is asserted",
    "end_before_founding": "a dissolution before the founding: neither of the two is asserted",
    # Words
    "unknown_gender": "a gender in no known spelling is kept in lower case",
    # Records
    "not_a_record": "an entry that is no object at all is left out",
    "no_id": "a record without an id is left out, as nothing could refer to it",
    "duplicate_id": "of several records with one id the first counts; others are kept beside",
    "clashing_ids": "files of a folder give one id to different records: each keeps to its own ids",
    "contradiction": "of what an entity has once, the first value counts; others are kept beside",
    "homonyms": "people are told apart, or taken for one, by their name alone",
    "no_name": "a record without any name is shown by its id",
    "identical_membership": "a membership that is said twice counts once",
    "identical_entry": "an identifier or a link that is said twice in a record counts once",
    "dangling_reference": "what refers to something that the input does not have is left out",
    "no_organization": "a membership in no organization is left out",
    "no_member": "a membership of nobody is left out",
    "cycle": "an organization that would be its own ancestor has no parent here",
    "unknown_term": "a term of no known type, or of no state, is kept as the source has it",
    "no_person_id": "a member of a committee who is named only is kept with the committee",
    "private_detail": "a private address, telephone or personal number is left out",
    "not_imported": "a kind of record that is no part of profiles (speeches, votes) is left out",
    "ragged_row": "in a row with fewer cells than the header the others are empty; more are kept",
    "unmapped_column": "a column that is no field is kept as the source has it, and not read",
    "ambiguous_name": "what several are called cannot be referred to by its name: left out",
    "unreadable_record": "a part of the input, or a file, that cannot be read is left out",
}

_MALE: Final = (
    "m male man boy mr masculine masculin masculino maschio maschile männlich mann herr homme"
    " hombre homem uomo mies mand pria laki-laki muž mężczyzna muški moški bărbat férfi mees"
    " vīrietis vyras erkek mwanaume karl м мужчина мужской муж чоловік чоловіча чоловічий мъж мушки"
    " άνδρας 男 男性 남 남성 남자 nam ذكر مرد זכר पुरुष ชาย"
)
_FEMALE: Final = (
    "f female w woman girl mrs ms miss feminine féminin feminin femenino feminino femmina femminile"
    " weiblich frau femme mujer mulher donna nainen kvinna kvinne kvinde vrouw wanita perempuan ž"
    " žena ženski ženska kobieta femeie nő naine sieviete moteris kadın mwanamke kona ж женщина"
    " женский жінка жіноча жіночий жена женски γυναίκα 女 女性 여 여성 여자 nữ أنثى زن נקבה"
    " महिला หญิง"
)
# Words of many languages; those that mean male here and something else there are not among them.
GENDERS: Final[Mapping[str, str]] = {
    **dict.fromkeys(_MALE.split(), "male"),
    **dict.fromkeys(_FEMALE.split(), "female"),
}
# Schemes that several datasets use, so that the same person is found in them; each by one spelling.
_SCHEMES: Final = {
    *("wikidata", "bioguide", "viaf", "isni", "gnd", "lcauth", "bnf", "imdb", "freebase", "orcid"),
    *("govtrack", "opensecrets", "votesmart", "fec", "thomas", "lis", "icpsr", "cspan", "nndb"),
    *("ballotpedia", "openstates", "parlid", "lei", "duns"),
}
_WIKIDATA = re.compile(r"(?:https?://www\.wikidata\.org/(?:wiki|entity)/)?(Q[1-9]\d*)", re.ASCII)
_ISNI = re.compile(r"(\d{4}) ?(\d{4}) ?(\d{4}) ?(\d{3}[\dX])", re.ASCII)
_WEB: Final = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_LINK_KINDS: Final = (
    *("wikipedia", "wikimedia", "wikidata", "website", "homepage", "blog", "twitter", "facebook"),
    *("instagram", "youtube", "linkedin", "flickr", "telegram", "mastodon", "source"),
)
_WORD: Final = re.compile(r"[a-z0-9]+(?:_[a-z0-9]+)*")


def gender(word: str) -> tuple[str, list[str]]:
    """``male``, ``female``, or the word itself in lower case with the rule that says so."""
    said = clean_text(word)[0].lower().strip(" .")
    known = GENDERS.get(said)
    return (known, []) if known else (said, ["unknown_gender"] if said else [])


def identifier(scheme: str, value: str) -> tuple[str, str]:
    """Scheme and value in the spelling by which other datasets have them."""
    lower = scheme.lower()
    if lower not in _SCHEMES:
        return scheme, value
    if lower == "wikidata" and (found := _WIKIDATA.fullmatch(value)):
        return lower, found[1]
    if lower == "isni" and (found := _ISNI.fullmatch(value)):
        return lower, "".join(found.groups())
    return lower, value


@lru_cache(maxsize=4096)
def link_kind(note: str | None) -> str:
    """What kind of link a note like ``Wikipedia (fr)`` tells of; ``link`` where it tells none."""
    word = (note or "").lower().partition("(")[0].strip()
    known = next((kind for kind in _LINK_KINDS if word.startswith(kind)), None)
    return known or (word if _WORD.fullmatch(word) else "link")


def is_url(value: str) -> bool:
    """Whether this is a web address that may stand behind a link."""
    return bool(_WEB.fullmatch(value))


def id_of(value: Any) -> str | None:
    """An id as a text; None where there is none."""
    if isinstance(value, str):
        return value.strip() or None
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else None


@dataclass(frozen=True, slots=True)
class Cleaner:
    """Cleans the values of one record and notes what it finds."""

    notes: Notes
    place: Place

    def note(self, rule: str, field: str, value: Any, done: str = "") -> None:
        """One case of a rule; ``done`` where there is more to say than the rule does."""
        self.notes.note(rule, self.place, field, value, done or RULES[rule])

    def text(self, field: str, value: Any, *, lines: bool = False) -> str | None:
        """A text on one line, or with its line ends; None where there is none."""
        if value.__class__ is not str:
            value = self._as_text(field, value)
            if value is None:
                return None
        cleaned, rules = clean_text(value, lines=lines)
        for rule in rules:
            self.note(rule, field, value)
        return cleaned or None

    def date(self, field: str, value: Any) -> PartialDate | None:
        """A date as far as it can be read; None where it cannot, or there is none."""
        if value.__class__ is not str:
            value = self._as_text(field, value)
            if value is None:
                return None
        date, rule = read_date(value)
        if rule:
            self.note(rule, field, value, f"read as {date}" if date else "not asserted")
        return date

    def span(
        self, fields: tuple[str, str], record: Json, rule: str = "start_after_end"
    ) -> tuple[PartialDate | None, PartialDate | None]:
        """Both dates of a record; neither where the first is surely after the second.

        Which of the two is wrong cannot be told, so neither is asserted.
        """
        written = [record.get(field) for field in fields]
        if written == [None, None]:
            return None, None
        first, last = map(self.date, fields, written)
        if first and last and first.first_day > last.last_day:
            both = dict(zip(fields, written, strict=True))
            self.note(rule, fields[0], both, "neither is asserted")
            return None, None
        return first, last

    def gender(self, field: str, value: Any) -> str | None:
        """One of the two words of the vocabulary, or the source's own in lower case."""
        return self._word(field, value, gender)

    def objects(self, field: str, value: Any) -> list[Json]:
        """A list of objects; what stands there instead is noted.

        Give an empty list for a field that is absent: null is a deviation, absence is none.
        """
        if value.__class__ is not list:
            value = self._as_list(field, value)
        found = [each for each in value if each.__class__ is dict]
        if len(found) == len(value):
            return found
        for index, each in enumerate(value):
            if not isinstance(each, dict):
                self.note("not_an_object", f"{field}[{index}]", each)
        return found

    def url(self, field: str, value: Any) -> str | None:
        """A web address; None for anything else."""
        text = self.text(field, value)
        if text and not is_url(text):
            self.note("not_a_url", field, value)
            return None
        return text

    def _word(
        self, field: str, value: Any, read: Callable[[str], tuple[str, list[str]]]
    ) -> str | None:
        text = self.text(field, value)
        if text is None:
            return None
        word, rules = read(text)
        for rule in rules:
            self.note(rule, field, value, f"kept as {word}")
        return word or None

    def _as_text(self, field: str, value: Any) -> str | None:
        if value is None:
            return None
        if isinstance(value, int | float) and not isinstance(value, bool):
            self.note("number_for_text", field, value)
            return str(value)
        self.note("not_a_text", field, value)
        return None

    def _as_list(self, field: str, value: Any) -> list[Any]:
        if value is None or value == "":
            self.note("null_for_array", field, value)
            return []
        if isinstance(value, dict):
            self.note("object_for_array", field, value)
        return [value]
