import Convergence
import Octopus
import Testing

@Suite struct FieldTests {
    private let document: JSON = .object([
        "yes": .bool(true), "Yes": .string("True"), "no": .string("false"), "blank": .string(""),
        "nothing": .null,
        "number": .number("1200"), "digits": .string("1200"), "version": .string("2024.3.12985"),
        "deep": .object(["list": .array([.string("a"), .number("1")])]), "mixed": .array([.bool(true)]),
    ])

    @Test func booleansAndNumbersAreReadInEitherType() {
        #expect(document.flag("/yes") == true)
        #expect(document.flag("/Yes") == true)
        #expect(document.flag("/no") == false)
        #expect(document.whole("/number") == 1200)
        #expect(document.whole("/digits") == 1200)
        #expect(document.text("/number") == "1200")
        #expect(document.version("/version") == OctopusVersion("2024.3.12985"))
    }

    @Test func whatIsNotToldIsNeverAValue() {
        for name in ["blank", "nothing", "absent", "number", "deep"] {
            #expect(document.flag(Pointer("/" + name)) == nil)
        }
        for name in ["blank", "nothing", "absent", "yes"] {
            #expect(document.whole(Pointer("/" + name)) == nil)
        }
        #expect(document.text("/nothing") == nil)
        #expect(document.text("/blank") == "")
        #expect(document.version("/blank") == nil)
        #expect(document.has("/nothing") && !document.has("/absent"))
    }

    @Test func listsAreReadWholeOrNotAtAll() {
        #expect(document.list("/deep/list")?.count == 2)
        #expect(document.texts("/deep/list") == ["a", "1"])
        #expect(document.texts("/mixed") == nil)
        #expect(document.list("/deep") == nil)
    }
}
