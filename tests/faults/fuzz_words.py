"""What the inputs that are altered are made of."""

from typing import Final

YAML: Final = tuple(
    each.encode()
    for each in (
        *(": ", "- ", "\n", "\n- ", "\n  ", "  ", "{", "}", "[", "]", ", ", "'", '"', "|\n", ">\n"),
        *("&a ", "*a", "<<: ", "!!set ", "!!binary ", "? ", "---\n", "...\n", "%YAML 1.1\n", "# "),
        *("null", "~", "true", "1e999", ".inf", ".nan", "-0", "0x1F", "2020-02-30", "\ufeff"),
    )
)
JSON: Final = tuple(
    each.encode()
    for each in (
        *("{", "}", "[", "]", '"', ":", ",", "null", "true", "1e999", "-0", "0.1", "NaN", "\n"),
        *('"\\ud800"', '"\\u0000"', '{"a":', "123456789012345678901234567890", '""', "\\"),
    )
)
CSV: Final = tuple(each.encode() for each in (",", ";", "\t", '"', '""', "\r\n", "\n", "\ufeff"))
DATES: Final = tuple(
    each.encode() for each in ("2022", "-06", "-31", "..", "?", "~", "%", "0000", "9999", "٢", "/")
)
NAMES: Final = (
    "Liu Jianchao|刘建超|Лю Цзяньчао|김정은|محمد بن سلمان|O'Brien-Smith, Jr.|Пётр|東京太郎|ラム"
)
