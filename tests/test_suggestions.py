"""The search box that suggests, in a real browser: typed, chosen by keys, by mouse and by touch."""

import re

from playwright.sync_api import Page, expect

from tests.browser import DESK, PHONE, Explorer

PROFILE = re.compile("/people/lin-yuqing$")
# A form that wants the id of a person, as pages have it where somebody is to be chosen.
FORM = """<!doctype html><title>x</title><script src="{script}" defer></script>
<form><label>Whom <input data-suggest data-suggest-kind="person" data-suggest-into="with"></label>
<input type="hidden" name="with"></form>"""


def test_a_chinese_name_is_typed_and_chosen(explorer: Explorer) -> None:
    for width in (DESK, PHONE):
        with explorer.visit("/", width, has_touch=width == PHONE) as page:
            box = page.get_by_role("combobox")
            suggested = page.get_by_role("option")
            box.press_sequentially("林雨晴")
            expect(suggested.first).to_contain_text("林雨晴 · Lin Yuqing")
            expect(suggested.first).to_contain_text("person · foreign minister")
            expect(page.get_by_role("status")).to_contain_text("1 suggestion")
            expect(box).to_have_attribute("aria-expanded", "true")
            page.keyboard.press("ArrowDown")
            expect(suggested.first).to_have_attribute("aria-selected", "true")
            page.keyboard.press("Enter")
            expect(page).to_have_url(PROFILE)
            # Back, and the same in the box of another page's header, by hand.
            box.fill("林雨晴")
            if width == PHONE:
                suggested.first.tap()
            else:
                suggested.first.click()
            expect(page.get_by_role("heading", level=1)).to_have_text("Lin Yuqing")


def compose(page: Page, kind: str) -> None:
    """What an input method tells a page when it begins, or ends, to put letters together."""
    page.get_by_role("combobox").evaluate(
        "(box, kind) => box.dispatchEvent(new CompositionEvent(kind))", kind
    )


def test_keys_of_an_input_method_are_left_to_it(explorer: Explorer) -> None:
    with explorer.visit("/") as page:
        asked: list[str] = []
        # The browser asks for the icon whenever it likes.
        page.on("request", lambda each: asked.append(each.url) if "/v1/" in each.url else None)
        box = page.get_by_role("combobox")
        box.focus()
        compose(page, "compositionstart")
        page.keyboard.insert_text("lin")
        page.keyboard.press("ArrowDown")
        page.wait_for_timeout(200)  # longer than the pause after the last key
        assert asked == []
        compose(page, "compositionend")
        page.get_by_role("option").first.wait_for()
        assert len(asked) == 1
        page.keyboard.press("Escape")
        expect(page.get_by_role("listbox")).to_be_hidden()
        expect(box).to_have_value("lin")
        page.keyboard.press("Enter")  # with nothing chosen, it is searched for
        expect(page).to_have_url(re.compile(r"/search\?q=lin$"))


def test_a_form_that_wants_an_id_gets_it(explorer: Explorer) -> None:
    with explorer.visit("/robots.txt") as page:
        script = page.request.get(explorer.origin + "/").text().split('src="')[1].split('"')[0]
        form = FORM.format(script=script)
        page.route("**/form", lambda route: route.fulfill(body=form, content_type="text/html"))
        page.goto(explorer.origin + "/form")
        chosen = page.locator("[name=with]")
        page.get_by_role("combobox").fill("Lin")
        page.get_by_role("option").first.wait_for()
        kinds = page.locator(".suggest-kind").all_text_contents()
        assert set(kinds) == {"person"}
        page.keyboard.press("Enter")  # the first is meant
        expect(chosen).to_have_value("lin-yuqing")
        expect(page.get_by_role("combobox")).to_have_value("Lin Yuqing")
        page.keyboard.press("Backspace")  # it is not that person any more
        expect(chosen).to_have_value("")
        page.get_by_role("option").first.wait_for()
        page.route("**/v1/suggest*", lambda route: route.fulfill(body="busy"))
        page.keyboard.press("Backspace")  # what was suggested is not for what stands there now
        expect(page.get_by_role("listbox")).to_be_hidden()
        expect(page.get_by_role("status")).to_have_text("No suggestions can be had now")
        page.unroute("**/v1/suggest*")
        page.keyboard.press("ArrowDown")  # asks again
        page.get_by_role("option").first.wait_for()
