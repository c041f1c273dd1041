"""What a page prints around an article: its title once more, lines to share it, menus, notices."""

import re
from collections.abc import Sequence
from typing import Final

from app.drafting.records import Boilerplate, SourceText, Span

_LONGEST_TITLE: Final = 250
_LONGEST_LINE: Final = 200
_LONGEST_HEADLINE: Final = 120
_FIRST_LINES: Final = 6
# A line of more words that ends with a full stop is the article's, unless it is a notice.
_FEW_WORDS: Final = 8
_NOTICES: Final = re.compile(
    r"^(?:we use|this (?:site|website|page) uses|by (?:continuing|using|clicking)|subscribe|sign up"
    r"|get (?:the|our|your)|follow us|read more|©|copyright|the reproduction|comments are"
    r"|your e-?mail address)\b.*\b(?:cookies?|newsletters?|subscri\w+|inbox|copyright|reserved"
    r"|comments?|closed|permission|published|here|facebook|twitter|x)\b",
    re.IGNORECASE,
)

_TAILS: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        (
            r"(?:share|tweet|pin|e-?mail|print|save|bookmark|copy|like|follow)"
            r"(?: (?:this|the|us|it|on|via|to|with|link|url|post|page|story|article|by|now|all"
            r"|friends"
            r"|facebook|twitter|x|whatsapp|linkedin|telegram|reddit|instagram|youtube|google"
            r" news))*"
        ),
        r"share(?: this)?:.*",
        (
            r"(?:related|more|other|latest|popular|trending|recommended|most read|top|similar"
            r"|further"
            r"|editors?['’]?s?)(?: (?:stories|articles|news|posts|topics|content|reading"
            r"|headlines|links"
            r"|coverage|videos?|picks?|choice|from|on|in|for|you|us|this|the|tags?))+:?"
        ),
        (
            r"(?:you (?:may|might) also like|recommended for you|more on this (?:story|topic)"
            r"|what to read next|don['’]t miss|up next|see also|read also|also read|learn more"
            r"|read next"
            r"|most (?:read|popular|viewed|shared)|trending(?: now)?|in this (?:story"
            r"|article))\b.{0,140}"
        ),
        (
            r"(?:read|see|watch|listen|find out|discover|view|show|load)(?: the)? (?:more|full"
            r"|all|next"
            r"|also|comments?|now)\b.{0,140}"
        ),
        (
            r"(?:leave|post|add|write|join|start|view|show|hide|load|see)(?: (?:a|an|your|the"
            r"|all|more"
            r"|our))* (?:comments?|repl(?:y|ies)|discussion|conversation|response"
            r"|feedback)s?\b.{0,40}"
        ),
        r"\d* ?(?:comments?|replies|responses|shares|likes|views)(?: \(?\d*\)?)?",
        r"(?:comments? (?:are|is|have been|for|on|closed|disabled|policy)).{0,120}",
        r"(?:log|sign|logged) ?(?:in|up|out|on)\b.{0,100}",
        (
            r"(?:subscribe|subscription|register|become a (?:member|subscriber)|donate|support"
            r" (?:us|our"
            r"|independent))\b.{0,140}"
        ),
        (
            r"(?:get|receive) (?:the|our|your|all|daily|more)\b.{0,80}(?:inbox|newsletter"
            r"|e-?mail|app"
            r"|alerts?|updates)\b.{0,60}"
        ),
        r"(?:newsletter|our newsletters?|newsletters)\b.{0,100}",
        (
            r"(?:advertisements?|advertising|ads? by .{1,40}|sponsored(?: content| by .{1,40})?"
            r"|promoted(?: content)?|paid (?:post|content)|ad)"
        ),
        r"(?:story|article) continues? (?:below|after)\b.{0,60}",
        r"(?:we|this (?:site|website|page)) uses? (?:of )?cookies\b.{0,160}",
        (
            r"(?:cookie|privacy|terms)(?: (?:policy|settings|notice|preferences|of (?:use|service)"
            r"|and conditions|& conditions))+\b.{0,80}"
        ),
        r"(?:accept|reject|manage|allow)(?: all)?(?: cookies| preferences| settings)\b.{0,40}",
        r"(?:©|\(c\)|copyright\b).{0,140}",
        r"all rights reserved.{0,60}",
        r"(?:tags?|topics?|categor(?:y|ies)|filed under|keywords|posted in|section)\s?:.{0,140}",
        (
            r"(?:photo|image|picture|video|file photo|credit|caption|source)s?(?: credit|"
            r" by)?\s?:.{0,140}"
        ),
        (
            r"(?:back|return|skip|go|jump) to (?:top|home(?:page)?|main content|content|the"
            r" top|start"
            r"|navigation|news|menu)\b.{0,30}"
        ),
        r"(?:previous|next|older|newer)(?: (?:article|story|post|page)s?)?(?:\s*[:»→].{0,120})?",
        (
            r"(?:home|menu|search|close|news|opinion|politics|world|business|sports?|culture"
            r"|contact(?: us)?"
            r"|about(?: us)?|login|archive|weather|jobs)(?:\s*[|›»>/·•,]\s*\w[\w &]{0,30}){1,12}"
        ),
        (
            r"(?:home|menu|search|close|navigation|contact(?: us)?|about us|about the author"
            r"|translate"
            r"|compare listings|enlarge|gallery|transcript|correction policy)(?: ?»| ?›)?"
        ),
        r"(?:click|tap|swipe) (?:here|to|for|on)\b.{0,120}",
        r"(?:download|install|get) (?:our|the) app\b.{0,60}",
        (
            r"(?:published|updated|posted|last (?:updated|modified)|first published)(?: (?:on"
            r"|at))?:?"
            r" .{0,30}\d.{0,40}"
        ),
        r"(?:reading time|estimated reading time|\d+ min(?:ute)?s? read)\b.{0,30}",
        (
            r"(?:reporting|additional reporting|writing|edited|editing|compiled|translated) by"
            r" .{3,120}"
        ),
        r"by [A-ZÀ-Þ][^\d.!?]{2,60}",
        r"(?:the )?(?:reuse|reproduction|republication) of .{0,120}",
    )
)
# What ends a report: "(END)", "-30-", "ENDS", "###".
_END_MARKS: Final = re.compile(
    r"[(\[<*-]*\s*(?:ends?|30|#{2,}|\*{3,}|_{2,})\s*[)\]>*-]*", re.IGNORECASE
)
# What the editors add, with a full stop or without.
_EDITORIAL: Final = re.compile(
    r"[(\[]?(?:(?:a )?(?:correction|clarification|editor['’]s note|amendment)\b(?: was| has been|:"
    r"| \(| on| –| -)|(?:(?:an?|the) (?:earlier |previous )?version of )?this "
    r"(?:article|story|report)\b.{0,40}?\b(?:amended|corrected|updated|appears? in print"
    r"|appeared in|misstated|misspelled|misidentified|first published|originally published"
    r"|was edited)\b|an earlier version\b|listen to (?:this|the) (?:article|story)"
    r"|our standards:|letters?,? (?:page|p\.)|section [a-z],? page|page [a-z]?\d+$"
    r"|(?:additional |with )?(?:reporting|writing|editing|graphics|photographs?) by\b"
    r"|to (?:read|continue|get) (?:more|reading|full|unlimited)|subscribe to\b"
    r"|already a (?:subscriber|member)|(?:more|news|stories) (?:from|about|on|in) [^.]{3,40}$"
    r"|with (?:agencies|files from)|source: |.{3,100}\bcontributed (?:reporting|to this (?:report"
    r"|article|story))|follow .{2,40} on (?:twitter|x|facebook|instagram)\b|this (?:article|story)"
    r" (?:is|was) (?:part of|produced|supported|translated))",
    re.IGNORECASE,
)
# Behind these lines, further lines without a full stop are their list of headlines.
_LISTS: Final = re.compile(
    r"(?:related|more|other|latest|popular|trending|recommended|most read|top|similar"
    r"|you (?:may|might)"
    r"|see also|read (?:also|next|more)|also read|what to read|up next|don['’]t miss)\b",
    re.IGNORECASE,
)


def headline(source: SourceText, lines: Sequence[Span]) -> Span | None:
    """Where the title is printed: the given one, or the first line if it looks like a headline."""
    if source.title and (title := source.title.strip()):
        start = source.text.find(title)
        return Span(start, start + len(title)) if start >= 0 else None
    for line in lines[:_FIRST_LINES]:
        text = source.text[line.start : line.end]
        if not _is_furniture(text):
            return line if _is_headline(text) and len(lines) > 1 else None
    return None


def _is_headline(text: str) -> bool:
    return len(text) <= _LONGEST_TITLE and text[-1] not in ".:;,"


def boilerplate(text: str, lines: Sequence[Span], title: Span | None) -> tuple[Boilerplate, ...]:
    """The lines that are the page's and not the article's, in order, each with why."""
    found, listing = [], False
    wording = text[title.start : title.end].casefold() if title else None
    for line in lines:
        written = text[line.start : line.end]
        if title and line.start <= title.start < line.end:
            continue
        if wording and written.casefold() == wording:
            found.append(Boilerplate(line, "title, second copy"))
        elif _is_furniture(written):
            found.append(Boilerplate(line, "tail"))
            listing = bool(_LISTS.match(written))
        elif listing and _is_listed(written):
            found.append(Boilerplate(line, "tail"))
        else:
            listing = False
    return tuple(found)


def _is_listed(written: str) -> bool:
    return len(written) <= _LONGEST_HEADLINE and written[-1] not in '.!?”"'


def _is_furniture(written: str) -> bool:
    if len(written) > _LONGEST_LINE:
        return False
    if _END_MARKS.fullmatch(written) or _EDITORIAL.match(written):
        return True
    bare = written.strip(" \t»›→*-–—•|>()[]").rstrip(" .…!")
    if written.endswith(".") and len(written.split()) > _FEW_WORDS:
        return bool(_NOTICES.search(written))
    return any(pattern.fullmatch(bare) for pattern in _TAILS)
