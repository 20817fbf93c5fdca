"""usage: check_html.py WORK HOSTILE PAGE...

Everything the page promises: it holds nothing that loads or runs but its own script and style, hostile values stay text,
the filters do what its address says, it is whole without a script and on paper, and it can be read by everyone.
"""

import base64
import hashlib
import os
import pathlib
import re
import shutil
import sys

sys.path.insert(0, os.path.dirname(__file__))
from browser import Browser, Server  # noqa: E402
from page import Page  # noqa: E402

failures = []

# The same page where no script may run: without the element that holds it.
SCRIPTLESS = "-scriptless"


def expect(is_so, what):
    if not is_so:
        failures.append(what)
        print(f"check-html: {what}", file=sys.stderr)


def static(name, text):
    """Without a browser: what stands in the file."""
    page = Page(text)
    expect(page.declarations == ["DOCTYPE html"] and not page.mistakes, f"{name}: not well made: {page.mistakes}")
    policy = next(meta["content"] for meta in page.all("meta") if meta["http-equiv"] == "Content-Security-Policy")
    expect(policy.startswith("default-src 'none';"), f"{name}: its policy allows more than its own: {policy}")
    expect("unsafe" not in policy and "http" not in policy, f"{name}: its policy is open: {policy}")
    for tag in ("style", "script"):
        elements = page.all(tag)
        expect(len(elements) == 1, f"{name}: {len(elements)} <{tag}> elements, not one")
        digest = base64.b64encode(hashlib.sha256(elements[0].words().encode()).digest()).decode()
        expect(f"{tag}-src 'sha256-{digest}'" in policy, f"{name}: the digest of its <{tag}> is sha256-{digest}")
    ids = [element["id"] for element in every(page.root) if element["id"]]
    expect(len(ids) == len(set(ids)), f"{name}: an id stands twice")
    for element in every(page.root):
        for attribute, value in element.attributes.items():
            expect(not attribute.startswith("on") and attribute not in ("src", "style", "srcset", "action"),
                   f"{name}: <{element.name} {attribute}>")
            if attribute in ("href", "xlink:href"):
                expect(value.startswith("#") and value[1:] in ids, f"{name}: a link leads out of the page: {value}")
    accessible(name, page, ids)
    for scalar in text:
        expect(scalar == "\n" or scalar == "\t" or (scalar.isprintable() or scalar == "\u00a0"),
               f"{name}: holds the hidden character U+{ord(scalar):04X}")


def every(element):
    for child in element.children:
        yield child
        yield from every(child)


def accessible(name, page, ids):
    expect(page.all("html")[0]["lang"] == "en", f"{name}: says no language")
    expect(len(page.all("h1")) == 1 and len(page.all("main")) == 1, f"{name}: one <h1> and one <main>")
    levels = [int(element.name[1]) for element in every(page.root) if re.fullmatch("h[1-6]", element.name)]
    expect(all(after <= before + 1 for before, after in zip(levels, levels[1:])), f"{name}: a heading is left out: {levels}")
    for svg in page.all("svg"):
        expect(svg["role"] == "img" and svg["aria-label"], f"{name}: a drawing without words")
    for tag in ("input", "select"):
        for field in page.all(tag):
            inside = field.parent
            expect(inside.name == "label" and inside.words().strip(), f"{name}: a field without a label")
    for element in every(page.root):
        if element["aria-labelledby"]:
            expect(element["aria-labelledby"] in ids, f"{name}: labelled by what is not there")
    for table in page.all("table"):
        expect(all(head["scope"] in ("row", "col") for head in table.all("th")), f"{name}: a table's head without a scope")


def luminance(colour):
    """WCAG 2.2, relative luminance."""
    digits = colour.lstrip("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[at:at + 2], 16) / 255 for at in (0, 2, 4)]
    parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(style):
    """Every text colour on every ground of each of the three dresses: light, dark, paper."""
    dresses = [dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6})", block)) for block in re.findall(r":root \{(.*?)\}", style, re.S)]
    expect(len(dresses) == 3, f"{len(dresses)} dresses, not three")
    for number, dress in enumerate(dresses):
        for text in ("ink", "soft", "good", "bad", "unsure", "leave", "none", "link"):
            for ground in ("paper", "panel", "tint"):
                light, dark = sorted((luminance(dress[text]), luminance(dress[ground])), reverse=True)
                ratio = (light + 0.05) / (dark + 0.05)
                expect(ratio >= 4.5, f"dress {number}: {text} on {ground} has a contrast of {ratio:.2f}, less than 4.5")


def in_the_browser(browser, server, name, text):
    url = server.url(name)
    plain = Page(text)
    whole = [control["id"] for control in plain.controls()]
    page = Page(browser.document(url))
    expect(page.title() == plain.title(), f"{name}: a value of somebody else ran")
    expect(page.shown() == whole, f"{name}: not every control is shown at first")
    if whole:
        form = page.all("form")[0]
        expect(form.is_shown(), f"{name}: its own script did not run")
        filters(browser, url, name, plain)
    without = Page(browser.document(url + SCRIPTLESS))
    expect(without.shown() == whole, f"{name}: without a script it is not whole")
    expect(all(not form.is_shown() for form in without.all("form")), f"{name}: without a script it offers filters")


def filters(browser, url, name, plain):
    def wanted(fits):
        return [control["id"] for control in plain.controls() if fits(control)]

    sections = sorted({control["data-section"] for control in plain.controls()})
    tries = [
        ("standing=differs", lambda control: control["data-standing"] == "differs"),
        ("standing=unknown&standing=waived", lambda control: control["data-standing"] in ("unknown", "waived")),
        ("severity=critical&severity=low", lambda control: control["data-severity"] in ("critical", "low")),
        (f"section={sections[0]}", lambda control: control["data-section"] == sections[0]),
        (f"standing=differs&severity=high&section={sections[-1]}", lambda control: (
            control["data-standing"], control["data-severity"], control["data-section"]) == ("differs", "high", sections[-1])),
        ("text=no+such+words+anywhere", lambda control: False),
    ]
    for address, fits in tries:
        page = Page(browser.document(f"{url}#filter&{address}"))
        expect(page.shown() == wanted(fits), f"{name}: #filter&{address} shows {page.shown()}, not {wanted(fits)}")
        groups = [group for group in page.all("section") if group.has_class("group") and group.is_shown()]
        expect(len(groups) == len({control["data-section"] for control in plain.controls() if fits(control)}),
               f"{name}: #filter&{address} leaves a heading without controls")
    target = plain.controls()[0]["id"]
    page = Page(browser.document(f"{url}#{target}"))
    opened = [control["id"] for control in page.controls() if "open" in control.attributes]
    expect(opened == [target], f"{name}: #{target} opens {opened}")


def on_paper(browser, url, name, plain):
    """Every remedy stands on the paper, with the script and without it."""
    def squeezed(text):
        return re.sub(r"\s+", "", text)

    remedies = [element for element in plain.all("div") if element.has_class("remedy")]
    for ending in ("", SCRIPTLESS):
        text = squeezed(browser.printed(url + ending))
        for remedy in remedies:
            # With its heading: without, it might stand there as one of the most urgent.
            words = squeezed(next(remedy.all("h4")).words() + next(remedy.all("p")).words())[:40]
            expect(words in text, f"{name}: on paper{' without a script' if ending else ''} this is left out: {words}")


def proof_that_it_would_be_seen(browser, server):
    """The same hostile values in a page that takes them for markup: they run, and they call."""
    title = Page(browser.document(server.url("careless"))).title()
    expect(title == "ran", "the hostile values do nothing even in a careless page, so they prove nothing")
    expect("tracker.invalid/img" in server.asked, f"a careless page's call was not seen: {server.asked}")


def main():
    work, hostile, *paths = sys.argv[1:]
    pages = {pathlib.Path(path).stem: pathlib.Path(path).read_text(encoding="utf-8") for path in paths}
    markup = "<script>document.title='ran'</script><img src=http://tracker.invalid/img onerror=document.title='ran'>"
    scriptless = {name + SCRIPTLESS: re.sub("<script>.*</script>", "", text, flags=re.S) for name, text in pages.items()}
    server = Server({name: text.encode() for name, text in (pages | scriptless).items()} | {
        "careless": f"<!DOCTYPE html><title>no</title>{markup}".encode()})
    browser = Browser(work, server)
    main_page = pathlib.Path(hostile).stem
    expect("&lt;script&gt;document.title='ran'" in pages[main_page].replace("&#39;", "'"), "the hostile page holds nothing hostile")
    for name, text in pages.items():
        static(name, text)
    contrast(pages[main_page])
    for name in (main_page, "plan", "empty", "real"):
        in_the_browser(browser, server, name, pages[name])
    on_paper(browser, server.url(main_page), main_page, Page(pages[main_page]))
    looks = {
        "light": browser.screenshot(server.url(main_page), "light"),
        "dark": browser.screenshot(server.url(main_page), "dark", "--blink-settings=preferredColorScheme=0"),
    }
    expect(looks["light"].read_bytes() != looks["dark"].read_bytes(), "it looks the same in the dark")
    foreign = [asked for asked in server.asked if not re.fullmatch(r"127\.0\.0\.1/(%s)" % "|".join(pages | scriptless), asked)]
    expect(not foreign, f"something was asked for besides the pages: {foreign}")
    proof_that_it_would_be_seen(browser, server)
    if os.environ.get("SCREENSHOTS"):
        for path in looks.values():
            shutil.copy(path, os.environ["SCREENSHOTS"])
    if failures:
        raise SystemExit(1)
    print(f"check-html: {len(pages)} pages are as they promise, {len(server.asked)} times in a browser")


main()
