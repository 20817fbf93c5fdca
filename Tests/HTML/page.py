"""What a test asks of an HTML document."""

import html.parser

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class Element:
    def __init__(self, name, attributes, parent):
        self.name, self.attributes, self.parent = name, dict(attributes), parent
        self.children, self.text = [], ""

    def __getitem__(self, name):
        return self.attributes.get(name)

    def all(self, name):
        for child in self.children:
            if child.name == name:
                yield child
            yield from child.all(name)

    def words(self):
        return self.text + "".join(child.words() for child in self.children)

    def is_shown(self):
        return "hidden" not in self.attributes and (self.parent is None or self.parent.is_shown())

    def has_class(self, name):
        return name in (self["class"] or "").split()


class Page(html.parser.HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.root = self.at = Element("#document", [], None)
        self.declarations = []
        self.mistakes = []
        self.feed(text)
        self.close()
        if self.at is not self.root:
            self.mistakes.append(f"<{self.at.name}> is not closed")

    def handle_decl(self, decl):
        self.declarations.append(decl)

    def handle_starttag(self, tag, attrs):
        element = Element(tag, attrs, self.at)
        self.at.children.append(element)
        if tag not in VOID:
            self.at = element

    def handle_startendtag(self, tag, attrs):
        self.at.children.append(Element(tag, attrs, self.at))

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        if self.at.name != tag:
            self.mistakes.append(f"</{tag}> closes <{self.at.name}> at {self.getpos()}")
            return
        self.at = self.at.parent

    def handle_data(self, data):
        self.at.text += data

    def all(self, name):
        return list(self.root.all(name))

    def controls(self):
        return [element for element in self.all("details") if element.has_class("control")]

    def shown(self):
        return [control["id"] for control in self.controls() if control.is_shown()]

    def title(self):
        return self.all("title")[0].words()
