internal import CLibYAML

/// Writes one node through libyaml's emitter.
///
/// libyaml's emitter, like its parser, must not move; it calls back with a pointer to this object.
@safe final class EventWriter {
    private let emitter: UnsafeMutablePointer<yaml_emitter_t>
    private let event: UnsafeMutablePointer<yaml_event_t>
    private var isWhole = true
    private(set) var bytes: [UInt8] = []

    init() {
        unsafe emitter = .allocate(capacity: 1)
        unsafe event = .allocate(capacity: 1)
        unsafe event.initialize(to: yaml_event_t())
        guard unsafe yaml_emitter_initialize(emitter) == 1 else { fatalError("out of memory") }
        unsafe yaml_emitter_set_encoding(emitter, YAML_UTF8_ENCODING)
        unsafe yaml_emitter_set_unicode(emitter, 1)
        unsafe yaml_emitter_set_indent(emitter, 2)
        // Without a width: a folded line is hard to read in a diff.
        unsafe yaml_emitter_set_width(emitter, -1)
        unsafe yaml_emitter_set_output(
            emitter,
            { object, buffer, count in
                guard let object = unsafe object, let buffer = unsafe buffer else { return 0 }
                let writer = unsafe Unmanaged<EventWriter>.fromOpaque(object).takeUnretainedValue()
                unsafe writer.bytes.append(contentsOf: UnsafeBufferPointer(start: buffer, count: count))
                return 1
            }, unsafe Unmanaged.passUnretained(self).toOpaque())
    }

    deinit {
        unsafe yaml_emitter_delete(emitter)
        unsafe emitter.deallocate()
        unsafe event.deallocate()
    }

    func write(_ root: YAMLNode) throws(YAMLError) {
        emit(unsafe yaml_stream_start_event_initialize(event, YAML_UTF8_ENCODING))
        emit(unsafe yaml_document_start_event_initialize(event, nil, nil, nil, 1))
        try write(root, place: .root, depth: 1)
        emit(unsafe yaml_document_end_event_initialize(event, 1))
        emit(unsafe yaml_stream_end_event_initialize(event))
        unsafe yaml_emitter_flush(emitter)
        guard isWhole else { throw YAMLError("cannot be written as YAML", at: root.range) }
    }

    private enum Place { case root, key, value }

    private func write(_ node: YAMLNode, place: Place, depth: Int) throws(YAMLError) {
        switch node.value {
        case .scalar(let text, let style):
            try check(text, at: node.range)
            emit(text, style: Self.style(for: text, written: style, place: place))
        case .sequence(let items):
            try check(place: place, depth: depth, at: node.range)
            emit(unsafe yaml_sequence_start_event_initialize(event, nil, nil, 1, YAML_BLOCK_SEQUENCE_STYLE))
            for item in items { try write(item, place: .value, depth: depth + 1) }
            emit(unsafe yaml_sequence_end_event_initialize(event))
        case .mapping(let entries):
            try check(place: place, depth: depth, at: node.range)
            emit(unsafe yaml_mapping_start_event_initialize(event, nil, nil, 1, YAML_BLOCK_MAPPING_STYLE))
            for entry in entries {
                try write(entry.key, place: .key, depth: depth + 1)
                try write(entry.value, place: .value, depth: depth + 1)
            }
            emit(unsafe yaml_mapping_end_event_initialize(event))
        }
    }

    private func check(_ text: String, at range: SourceRange) throws(YAMLError) {
        guard let character = text.unicodeScalars.lazy.compactMap(ForbiddenCharacter.init).first else {
            return
        }
        throw YAMLError("a policy cannot hold \(character.name): \(character.reason)", at: range)
    }

    private func check(place: Place, depth: Int, at range: SourceRange) throws(YAMLError) {
        guard place != .key else {
            throw YAMLError("a key must be a single word or text, not a list or a mapping", at: range)
        }
        guard depth <= YAMLLimits.policy.depth else {
            throw YAMLError("nested more than \(YAMLLimits.policy.depth) levels deep", at: range)
        }
    }

    private static func style(
        for text: String, written style: YAMLNode.ScalarStyle, place: Place
    ) -> yaml_scalar_style_t {
        let hasBreaks = text.utf8.contains { $0 == 0x0A || $0 == 0x0D }
        return switch style {
        case .plain where !hasBreaks && (place == .value || !text.isEmpty): YAML_PLAIN_SCALAR_STYLE
        case .block where place == .value && readsBackAsLiteral(text): YAML_LITERAL_SCALAR_STYLE
        // Single quotes are also what libyaml takes where a text cannot be plain; so the text that comes
        // of it is written the same the next time.
        default: hasBreaks ? YAML_DOUBLE_QUOTED_SCALAR_STYLE : YAML_SINGLE_QUOTED_SCALAR_STYLE
        }
    }

    /// libyaml guesses the indentation of a block from its first line, and writes a wrong hint where it
    /// cannot: so only texts that need no hint.
    private static func readsBackAsLiteral(_ text: String) -> Bool {
        guard let first = text.utf8.first, first > UInt8(ascii: " "), !text.utf8.contains(0x0D) else {
            return false
        }
        return !text.utf8.suffix(2).elementsEqual("\n\n".utf8) && text.utf8.contains(0x0A)
    }

    private func emit(_ text: String, style: yaml_scalar_style_t) {
        var text = text
        let created = text.withUTF8 { utf8 in
            unsafe yaml_scalar_event_initialize(
                event, nil, nil, utf8.baseAddress, Int32(clamping: utf8.count), 1, 1, style)
        }
        emit(created)
    }

    /// Hands over the event that was just created; the emitter frees it.
    private func emit(_ created: Int32) {
        guard created == 1 else {
            isWhole = false
            return
        }
        if unsafe yaml_emitter_emit(emitter, event) != 1 { isWhole = false }
    }
}
