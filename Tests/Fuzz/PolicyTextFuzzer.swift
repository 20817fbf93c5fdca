// libFuzzer's entry; built by fuzz.sh together with the sources of PolicyText, never by SwiftPM.

/// Any bytes give a tree or problems; what is accepted is written so that it reads back the same, and
/// the second writing equals the first.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzPolicyText(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    let reading = YAMLReading(of: bytes, source: SourceID(0))
    precondition(reading.root != nil || !reading.problems.isEmpty, "neither a tree nor a problem")
    for problem in reading.problems {
        precondition(problem.range.start <= problem.range.end, "a range that ends before it begins")
        precondition(!problem.message.isEmpty, "a problem without words")
    }
    guard let root = reading.root, reading.problems.isEmpty else { return 0 }
    do {
        let emitted = try root.emit()
        let readBack = try YAMLNode.parse(emitted, source: SourceID(0))
        precondition(readBack.matches(root), "reads back differently")
        let again = try readBack.emit()
        precondition(again == emitted, "is written differently the second time")
    } catch {
        preconditionFailure("an accepted policy is refused when written: \(error)")
    }
    return 0
}
