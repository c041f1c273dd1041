"""Names are folded, read in Latin letters and reduced to sounds, after published standards."""

import pytest

from app.search.folding import plain
from app.search.han import hong_kong, in_wade_giles, mandarin, split_surname
from app.search.parsing import parse
from app.search.scripts import Script
from app.search.wade_giles import wade_giles


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("  Liu\u00a0 JIANCHAO ", "liu jianchao"),
        ("ﬁne Ｌｉｕ ①", "fine liu 1"),  # NFKC
        ("Stra\u00dfe", "strasse"),  # case folding
        ("a\u200bb\u200d\u200e\u202ec\ufeff", "abc"),  # not seen
        ("O'Hara O’Hara Oʻhara", "ohara ohara ohara"),
        ("Jean-Luc_Picard.jr", "jean luc picard jr"),
        ("أحمد إحمد آحمد ٱحمد", "احمد احمد احمد احمد"),
        ("علی موسى مئ", "علي موسي مي"),
        ("فاطمة فاطمه", "فاطمه فاطمه"),
        ("مـحـمـد", "محمد"),
        ("\x00\x01\u0301", "\u0301"),
        ("ג'ון צ׳רצ׳יל", "ג׳ון צ׳רצ׳יל"),
    ],
)
def test_writings_of_one_word_are_folded_to_one(written: str, folded: str) -> None:
    assert plain(written) == folded


@pytest.mark.parametrize(
    ("written", "latin"),
    [
        ("Škoda Łódź Þór", "skoda lodz thor"),
        ("Щукин Ёлкин Хрущёв", "shchukin elkin khrushchev"),  # BGN/PCGN
        ("Юлія Їжак", "yuliya yizhak"),
        ("Παπανδρέου Μπακογιάννη", "papandreu bakogianni"),  # ISO 843
        ("Ντίνος Τζάκρη", "dinos jakri"),
        ("ვლადიმერ", "vladimer"),
        ("Սարգսյան", "sargsyan"),
        ("김민기", "gim mingi"),  # Revised Romanization
        ("박근혜", "bak geunhye"),
        ("トーマス", "tomasu"),  # Hepburn
        ("刘建超", "liu jianchao"),
        ("曾荫权", "zeng yinchuan"),  # a surname that is read otherwise
    ],
)
def test_words_are_read_in_latin_letters(written: str, latin: str) -> None:
    assert " ".join(word.latin for word in parse(written).words) == latin


@pytest.mark.parametrize(
    ("pinyin", "expected"),
    [
        *(("jian", "chien"), ("chao", "chao"), ("xi", "hsi"), ("zhi", "chih"), ("zi", "tzu")),
        *(("si", "ssu"), ("ren", "jen"), ("ge", "ko"), ("yi", "i"), ("you", "yu"), ("duo", "to")),
        *(("guo", "kuo"), ("gui", "kuei"), ("xiong", "hsiung"), ("yan", "yen"), ("bo", "po")),
        *(("dong", "tung"), ("xue", "hsueh"), ("shuo", "shuo"), ("cai", "tsai"), ("er", "erh")),
        *(("lie", "lieh"), ("qing", "ching"), ("ri", "jih"), ("luo", "lo"), ("wang", "wang")),
    ],
)
def test_pinyin_is_known_in_wade_giles(pinyin: str, expected: str) -> None:
    assert wade_giles(pinyin) == expected


def test_chinese_names_are_parted_and_read_as_in_each_place() -> None:
    assert split_surname("刘建超") == ("刘", "建超")
    assert split_surname("欧阳修") == ("欧阳", "修")
    assert split_surname("王") == ("", "王")
    assert split_surname("莫哈末沙仑") == ("", "莫哈末沙仑")
    assert in_wade_giles("毛澤東") == "maotsetung"
    assert [hong_kong(each) for each in ("zing", "gwok", "jyun", "daan")] == [
        *("ching", "kwok", "yun", "tan")
    ]
    latin = {" ".join(word.latin for word in reading) for reading in parse("陳健波").readings}
    assert latin >= {"chen jianbo", "chan kinpo"}
    assert "tan" in {each for reading in parse("陈文").readings for each in reading[0].spellings}
    assert mandarin("威尔逊") == "weirshun"


@pytest.mark.parametrize(
    "alike",
    [
        ["Johnson", "Джонсон", "جانسون", "ג׳ונסון", "Τζόνσον", "ジョンソン", "존슨"],
        ["Mikhail", "Михаил"],
        ["Mihail", "Михаил"],
        ["Ivanov", "Ivanoff", "Iwanow", "Иванов", "Ιβάνοφ"],
        ["Mohammed", "Muhammad", "محمد", "Мохаммед"],
        ["Zelenskyy", "Zelenskiy", "Zelenski", "Зеленський", "Зеленский"],
    ],
)
def test_a_word_has_a_skeleton_in_common_in_every_script(alike: list[str]) -> None:
    skeletons = [set(parse(each).words[0].skeletons) for each in alike]
    assert set.intersection(*skeletons), list(zip(alike, skeletons, strict=True))


def test_the_main_script_of_a_name_is_that_of_most_letters() -> None:
    assert parse("Hank Johnson").script is Script.LATIN
    assert parse("А. Ivanov").script is Script.LATIN
    assert parse("刘建超 (Liu J.)").script is Script.LATIN
    assert parse("刘建超").script is Script.HAN
    assert parse("").script is Script.OTHER
    assert parse("👍").words == ()
