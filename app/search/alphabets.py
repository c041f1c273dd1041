"""Alphabets: each letter, and how it is written in Latin letters.

* Cyrillic after BGN/PCGN, which differs from ISO 9 and ALA-LC in letters that ``sounds`` makes one;
* Greek after ISO 843 (transcription), with its digraphs;
* Arabic, Persian, Urdu, Pashto and Kurdish after ALA-LC and BGN/PCGN, without unwritten vowels;
* Hebrew after ISO 259-3 and common practice, likewise;
* Armenian after BGN/PCGN, Georgian after its national system of 2002;
* Hangul after the Revised Romanization (2000).

Arabic and Hebrew have the capital letters of ``sounds``: without vowels between, letters would run
together to digraphs that are none.
"""

from typing import Final


def _letters(table: str) -> dict[int, str]:
    """For str.translate: letters, each followed by what it becomes; a dash is nothing."""
    words = table.split()
    pairs = zip(words[::2], words[1::2], strict=True)
    return {ord(letter): made.replace("-", "") for letter, made in pairs}


def _pairs(table: str) -> tuple[tuple[str, str], ...]:
    """Digraphs, each followed by what it becomes."""
    words = table.split()
    return tuple(zip(words[::2], words[1::2], strict=True))


def _syllables(table: str) -> tuple[str, ...]:
    return tuple(each.replace("-", "") for each in table.split())


CYRILLIC: Final = _letters("""
а a б b в v г g ґ g д d ѓ g е e ё e є ye э e ж zh з z и i і i ї yi й y ј y к k л l м m н n о
o п p р r с s т t у u ў w ф f х kh ц ts ч ch џ j ш sh щ shch ъ a ы y ь - ю yu я ya ћ ch ђ dj
љ ly њ ny ќ k ѕ dz ѣ e ѳ f ѵ i қ k ғ g ң n һ h ә a ө o ұ u ү u ҳ h ҷ j ӣ i ӯ u ӑ a ӗ e
""")
GREEK: Final = _letters("""
α a β v γ g δ d ε e ζ z η i θ th ι i κ k λ l μ m ν n ξ x ο o π p ρ r σ s ς s τ t υ i φ f χ
kh ψ ps ω o
""")
ARABIC: Final = _letters("""
ا a ب b ت t ث s ج J ح h خ X د d ذ z ر r ز z س s ش S ص s ض d ط t ظ z ع ' غ g ف f ق k ك k ل l
م m ن n ه h و w ي i پ p چ C ژ Z گ g ڤ v ڭ n ڨ g ټ t ډ d ړ r ښ S ڼ n ځ z څ s ٹ t ڈ d ڑ r ں n
ۆ w ڃ C
""")
HEBREW: Final = _letters("""
א a ב v ג g ד d ה h ו w ז z ח h ט t י i כ k ך k ל l מ m ם m נ n ן n ס s ע ' פ p ף f צ ts ץ
ts ק k ר r ש S ת t
""")
ARMENIAN: Final = _letters("""
ա a բ b գ g դ d ե e զ z է e ը e թ t ժ zh ի i լ l խ kh ծ ts կ k հ h ձ dz ղ gh ճ ch մ m յ y ն
n շ sh ո o չ ch պ p ջ j ռ r ս s վ v տ t ր r ց ts ւ v փ p ք k օ o ֆ f և ev
""")
GEORGIAN: Final = _letters("""
ა a ბ b გ g დ d ე e ვ v ზ z თ t ი i კ k ლ l მ m ნ n ო o პ p ჟ zh რ r ს s ტ t უ u ფ p ქ k ღ
gh ყ k შ sh ჩ ch ც ts ძ dz წ ts ჭ ch ხ kh ჯ j ჰ h
""")
GREEK_PAIRS: Final = _pairs("""
ντζ ntz ου u μπ b ντ d γκ g γγ ng γχ nch τζ j τσ ts αυ av ευ ev ηυ iv αι e ει i οι i υι i
""")
HEBREW_PAIRS: Final = _pairs("""
ג׳ J צ׳ C ץ׳ C ז׳ Z ת׳ t
""")
# The letters of a syllable of Hangul, in the order of Unicode.
HANGUL_INITIALS: Final = _syllables("""
g kk n d tt r m b pp s ss - j jj ch k t p h
""")
HANGUL_VOWELS: Final = _syllables("""
a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i
""")
HANGUL_FINALS: Final = _syllables("""
- k k k n n n t l k m l l l p l m p p t t ng t t k t p t
""")
