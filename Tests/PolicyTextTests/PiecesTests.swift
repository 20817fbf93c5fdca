import HostTesting
import Testing

@testable import PolicyText

/// A long text is read in pieces at once. What comes of it must be what comes of the text read as one.
@Suite("Texts in pieces")
struct PiecesTests {
    /// Pieces of a few lines.
    private static let tiny: YAMLLimits = {
        var limits = YAMLLimits.policy
        limits.pieceBytes = 24
        return limits
    }()

    private func asOne(_ bytes: [UInt8]) -> YAMLReading {
        YAMLReading(
            wholeOf: bytes, from: SourceCursor(over: bytes, source: source), limits: .policy)
    }

    /// Whether the pieces could be joined.
    @discardableResult
    private func expectTheSame(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        let (whole, parts) = (asOne(bytes), YAMLReading(of: bytes, source: source, limits: Self.tiny))
        #expect(parts.root == whole.root, "\(text)")
        #expect(parts.problems == whole.problems, "\(text)")
        return YAMLReading.inPieces(bytes, source: source, limits: Self.tiny) != nil
    }

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
        #expect(expectTheSame(Self.sections))
        #expect(TextPieces(of: Array(Self.sections.utf8), count: 8).pieces.count > 4)
    }

    @Test func aMarkInFrontMakesNoDifference() {
        #expect(expectTheSame("\u{FEFF}" + Self.sections))
        #expect(expectTheSame("---\n" + Self.sections))
        #expect(expectTheSame(Self.sections + "...\n"))
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
    func theTreeAndTheProblemsAreThoseOfTheWhole(_ text: String) { expectTheSame(text) }

    @Test func linesPutTogetherAtRandomReadTheSame() {
        let lines = [
            "a:", "b:", "c:", "d: e", "- f", "- g:", "h: |", "i: >-", "\"j", "k\"", "l: {m: n,", "o: p}",
            "q: [",
            "r]", "", "# s:", "...", "---", "t", "'u:", "v'", "? w", ": x:", "y: \"z", "~:", "&a b:", "<<:",
        ]
        var random = SplitMix(5)
        var joined = 0
        for _ in 0..<20_000 {
            var text = ""
            // Mostly keys, so that some of the texts are right.
            for _ in 0..<Int.random(in: 6...24, using: &random) {
                let line =
                    Int.random(in: 0..<3, using: &random) > 0
                    ? lines[Int.random(in: 0..<4, using: &random)] : lines.randomElement(using: &random)!
                let number = line.hasSuffix(":") ? "\(Int.random(in: 0..<20, using: &random))" : ""
                text += String(repeating: "  ", count: Int.random(in: 0..<4, using: &random))
                text += number.isEmpty ? line + "\n" : line.dropLast() + number + ":\n"
            }
            if expectTheSame(text) { joined += 1 }
        }
        #expect(joined > 20, "texts that were right and cut")
    }

    @Test func limitsHoldForTheWhole() {
        var limits = Self.tiny
        limits.entries = 3
        let text = "a:\n  b: c\nd:\n  e: f\ng:\n  h: i\nj:\n  k: l\nm:\n  n: o\n"
        let reading = YAMLReading(of: Array(text.utf8), source: source, limits: limits)
        #expect(reading.problems.first?.message.contains("more than 3 entries") == true)
        limits = Self.tiny
        limits.nodes = 18
        let nodes = YAMLReading(of: Array(text.utf8), source: source, limits: limits)
        #expect(nodes.problems.first?.message.contains("more than 18 values") == true)
    }
}
