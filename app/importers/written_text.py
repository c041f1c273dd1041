"""Text as sources write it, made fit to keep: one normal form, and nothing that no one can see."""

import re
import unicodedata
from typing import Any, Final

from app.importers.zawgyi import MYANMAR, is_zawgyi, to_unicode

# Scripts in which a joiner or non-joiner between two letters changes what is read: Arabic (Persian
# above all), Syriac, N'Ko, the Indic ones, Khmer, Mongolian.
_JOINING: Final = (
    "\u0600-\u074f\u0750-\u07ff\u0860-\u0dff\u1780-\u17ff\u1800-\u18af\ufb50-\ufdff\ufe70-\ufefc"
)
_VIRAMAS: Final = "\u094d\u09cd\u0a4d\u0acd\u0b4d\u0bcd\u0c4d\u0ccd\u0d4d\u0dca"
_MEANT = re.compile(f"(?<=[{_JOINING}])[\u200c\u200d](?=[{_JOINING}])|(?<=[{_VIRAMAS}])\u200d")
_BOM = re.compile("\ufeff")
_JOINERS = re.compile("[\u200b-\u200d\u2060]")
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufeff\uffa0\ufff9-\ufffb\U000e0001-\U000e007f]"
)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_SPACES = re.compile(r"\s+")
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_SPACES_IN_LINE = re.compile(r"[^\S\n]+")
_BLANKS = re.compile(r" ?\n ?")
_PAIR = re.compile("[\xc2-\xf4][^\x00-\x7f]")  # how a letter of two bytes and more begins
_MOST_BITS: Final = 2**63


def clean_text(text: str, *, lines: bool = False) -> tuple[str, list[str]]:
    """The text in NFC on one line (or with its line ends), and the rules that changed it.

    Never raises, whatever the text; what is clean already is given back as it is.
    """
    if _is_clean(text):
        return text, []
    found = [rule for rule, holds in _SIGNS if holds(text)]
    # Marks that stood apart may change places once nothing is between them, so it is done again.
    while (tidy := _tidied(text, lines=lines)) != text:
        text = tidy
    if MYANMAR.search(text):
        text = _burmese(text, found)
    return text, found


def looks_garbled(text: str) -> bool:
    """Whether this is surely UTF-8 that was read as Latin-1 or Windows-1252 (JosÃ©)."""
    pairs = _PAIR.findall(text)
    if not pairs:
        return False
    for encoding in ("cp1252", "latin-1"):
        try:
            read = text.encode(encoding).decode()
        except UnicodeError:
            continue
        # Two letters side by side may be meant; a letter and a sign like © or ¼ are not.
        return len(read) < len(text) and any(not pair[1].isalpha() for pair in pairs)
    return False


def storable(value: Any) -> Any:
    """The same JSON without what a database or an encoder refuses: NUL, half characters, huge
    whole numbers (as text).
    """
    if isinstance(value, str):
        return value.replace("\x00", "").encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {storable(name): storable(each) for name, each in value.items()}
    if isinstance(value, list):
        return [storable(each) for each in value]
    if isinstance(value, int) and not -_MOST_BITS <= value < _MOST_BITS:
        return str(value)
    return value


def _is_clean(text: str) -> bool:
    """A quick look that most text passes; what is invisible is not printable."""
    if not text.isprintable() or "  " in text or text[:1] == " " or text[-1:] == " ":
        return False
    if text.isascii():
        return True
    return (
        unicodedata.is_normalized("NFC", text)
        and not _INVISIBLE.search(text)
        and not MYANMAR.search(text)
        and not looks_garbled(text)
    )


def _visible(text: str) -> str:
    text = _CONTROL.sub("", text)
    if not _INVISIBLE.search(text):
        return text
    kept = _MEANT.findall(text)
    if not kept:
        return _INVISIBLE.sub("", text)
    parts = _MEANT.split(text)
    bare = [_INVISIBLE.sub("", part) for part in parts]
    return "".join(part + joiner for part, joiner in zip(bare, [*kept, ""], strict=True))


def _tidied(text: str, *, lines: bool) -> str:
    text = _visible(unicodedata.normalize("NFC", text))
    if lines:
        text = _BLANKS.sub("\n", _SPACES_IN_LINE.sub(" ", _LINE_ENDS.sub("\n", text)))
    else:
        text = _SPACES.sub(" ", text)
    return text.strip()


def _burmese(text: str, found: list[str]) -> str:
    surely = is_zawgyi(text)
    if surely:
        read = unicodedata.normalize("NFC", to_unicode(text))
        if is_zawgyi(read) is False:
            found.append("zawgyi")
            return read
        surely = None
    if surely is None:
        found.append("zawgyi_unsure")
    return text


_SIGNS: Final = (
    ("byte_order_mark", lambda text: "\ufeff" in text),
    ("control_character", lambda text: bool(_CONTROL.search(text))),
    ("zero_width", lambda text: bool(_JOINERS.search(_MEANT.sub("", text)))),
    (
        "invisible",
        lambda text: bool(_INVISIBLE.search(_JOINERS.sub("", text.replace("\ufeff", "")))),
    ),
    ("not_nfc", lambda text: not unicodedata.is_normalized("NFC", text)),
    ("mojibake", looks_garbled),
)
