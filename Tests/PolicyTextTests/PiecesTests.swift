import HostTesting
import Testing

@testable import PolicyText

/// A long text is read in pieces at once. What comes of it must be what comes of the text read as one.
@Suite("Texts in pieces")
struct PiecesTests {
    private func limits(pieces bytes: Int) -> YAMLLimits {
        var limits = YAMLLimits.policy
        limits.pieceBytes = bytes
        return limits
    }

    private func asOne(_ bytes: [UInt8]) -> YAMLReading {
        YAMLReading(
            wholeOf: bytes, from: SourceCursor(over: bytes, source: source), limits: .policy)
    }

    /// For pieces of a few bytes, and of more. Returns how often the pieces could be joined.
    @discardableResult
    private func expectTheSame(_ text: String, pieces sizes: some Sequence<Int>) -> Int {
        let bytes = Array(text.utf8)
        let whole = asOne(bytes)
        var joined = 0
        for size in sizes {
            let parts = YAMLReading(of: bytes, source: source, limits: limits(pieces: size))
            #expect(parts.root == whole.root, "\(size): \(text)")
            #expect(parts.problems == whole.problems, "\(size): \(text)")
            if YAMLReading.inPieces(bytes, source: source, limits: limits(pieces: size)) != nil {
                joined += 1
            }
        }
        return joined
    }

    private static let sizes = stride(from: 8, through: 200, by: 4)

    private static let sections = """
        holdfast: 1
        # of two sections
        controls:
          one:
            first:
              why: |
                a text

                of lines
              tags: [a, b]

            second:
              tags:
              - a
              - b
          two:
            third:
              why: "in
                quotes"
            # before the last
            fourth:
              why: some
                words
        waivers:
          - control: first

        """

    @Test func keysOfSectionsAndControlsAreCut() {
        #expect(expectTheSame(Self.sections, pieces: Self.sizes) > 10)
        #expect(TextPieces(of: Array(Self.sections.utf8), count: 8).pieces.count > 4)
    }

    @Test func aMarkInFrontMakesNoDifference() {
        #expect(expectTheSame("\u{FEFF}" + Self.sections, pieces: Self.sizes) > 10)
        #expect(expectTheSame("---\n" + Self.sections, pieces: Self.sizes) > 10)
        #expect(expectTheSame(Self.sections + "...\n", pieces: Self.sizes) > 10)
    }

    /// Each has a line that looks like a key and is none, or is one of another mapping, or ends a document.
    @Test(arguments: [
        "a: |\n  b:\n  c: d\n  e:\n  f: g\n  h:\n  i: j\n  k:\n  l: m\n",
        "a:\n  b: |\n    c:\n    d: e\n    f:\n    g: h\n  i:\n    j: k\n  l:\n    m: n\n",
        "a: \"b\nc:\nd: e\nf:\ng: h\ni:\nj: k\nl:\nm: n\"\n",
        "a: 'b\n  c:\n  d: e\n  f:\n  g: h\n  i:\n  j: k\n  l:\n  m: n'\n",
        "a: {b:\n  c,\n  d:\n  e,\n  f:\n  g,\n  h:\n  i,\n  j:\n  k}\nl: m\n",
        "a: {\n  b: {\n    c: d },\n    e:\n    f,\n    g:\n    h,\n    i:\n    j}\n",
        "a:\n  b: c\n...\nd:\n  e: f\ng:\n  h: i\nj:\n  k: l\nm:\n  n: o\n",
        "a:\n  b: c\nd:\n  e: f\n---\ng:\n  h: i\nj:\n  k: l\nm:\n  n: o\n",
        "a:\n  b: c\nd:\n  e: f\na:\n  h: i\nj:\n  k: l\nm:\n  n: o\n",
        "a:\n  b:\n    c: d\n  e:\n    f: g\n  b:\n    h: i\n  j:\n    k: l\n",
        "a:\n- b:\n    c: d\n- e:\n    f: g\n- h:\n    i: j\n- k:\n    l: m\n",
        "a:\n    b:\n      c: d\n  e:\n    f: g\n  h:\n    i: j\n  k:\n    l: m\n",
        "? a\n:\n  b:\n    c: d\n  e:\n    f: g\n  h:\n    i: j\n  k:\n    l: m\n",
        "a: b\n  c:\n  d: e\n  f:\n  g: h\n  i:\n  j: k\n  l:\n  m: n\n",
        "a:\n  b:\n  c:\n  d:\n  e:\n  f:\n  g:\n  h:\n  i:\n  j:\n  k:\n  l:\n",
        "a:\n  b: &x\n    c: d\n  e:\n    f: *x\n  h:\n    i: j\n  k:\n    l: m\n",
        "a:\r\n  b:\r\n    c: d\r\n  e:\r\n    f: g\r\n  h:\r\n    i: j\r\n",
        "a: |+\n  b\n\n\n\n\n\n\n\n\n\n\n\n\nc:\n  d: e\n\n\nf: >-\n  g\n\nh:\n  i: j\nk:\n  l: m\n",
        "- a:\n    b: c\n  d:\n    e: f\n- g:\n    h: i\n  j:\n    k: l\n- m:\n    n: o\n",
        "a:\n  b:\n\t  c: d\n  e:\n    f: g\n  h:\n    i: j\n  k:\n    l: m\n",
    ])
    func theTreeAndTheProblemsAreThoseOfTheWhole(_ text: String) {
        expectTheSame(text, pieces: Self.sizes)
    }

    /// Nested keys, and in most texts a line or two that do not belong there.
    @Test func linesPutTogetherAtRandomReadTheSame() {
        let strays = [
            "- f", "- g:", "h: |", "i: >-", "\"j", "k\"", "l: {m: n,", "o: p}", "q: [", "r]", "", "# s:",
            "...",
            "---", "t", "'u:", "v'", "? w", ": x:", "y: \"z", "~:", "&a b:", "<<:", "k1:",
        ]
        var random = SplitMix(5)
        var joined = 0
        for _ in 0..<10_000 {
            var text = ""
            var depth = 0
            var mayNest = false
            for number in 0..<Int.random(in: 6...24, using: &random) {
                if Int.random(in: 0..<20, using: &random) == 0 {
                    let indentation = String(repeating: " ", count: Int.random(in: 0...6, using: &random))
                    text += indentation + strays.randomElement(using: &random)! + "\n"
                    continue
                }
                depth = mayNest ? depth + 1 : Int.random(in: 0...depth, using: &random)
                mayNest = depth < 3 && Int.random(in: 0..<2, using: &random) == 0
                text += String(repeating: "  ", count: depth) + "k\(number):" + (mayNest ? "\n" : " v\n")
            }
            joined += expectTheSame(text, pieces: [Int.random(in: 8..<64, using: &random)])
        }
        #expect(joined > 1_000, "texts that were right, and cut")
    }

    @Test func limitsHoldForTheWhole() {
        var limits = limits(pieces: 12)
        limits.entries = 3
        let text = "a:\n  b: c\nd:\n  e: f\ng:\n  h: i\nj:\n  k: l\nm:\n  n: o\n"
        let reading = YAMLReading(of: Array(text.utf8), source: source, limits: limits)
        #expect(reading.problems.first?.message.contains("more than 3 entries") == true)
        limits = self.limits(pieces: 12)
        limits.nodes = 18
        let nodes = YAMLReading(of: Array(text.utf8), source: source, limits: limits)
        #expect(nodes.problems.first?.message.contains("more than 18 values") == true)
    }
}
