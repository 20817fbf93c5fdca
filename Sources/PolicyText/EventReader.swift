internal import CLibYAML

/// The events of one text, one at a time, from libyaml.
///
/// libyaml keeps a pointer to its own parser, so the parser lives at a fixed address; the text must
/// outlive the reader.
@safe struct EventReader: ~Copyable {
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let event: UnsafeMutablePointer<yaml_event_t>
    private let linesBefore: Int

    /// - Parameter linesBefore: how many lines stand before `text` in the text that places are told of.
    @unsafe init(reading text: UnsafeBufferPointer<UInt8>, linesBefore: Int) {
        self.linesBefore = linesBefore
        unsafe parser = .allocate(capacity: 1)
        unsafe event = .allocate(capacity: 1)
        unsafe event.initialize(to: yaml_event_t())
        guard unsafe yaml_parser_initialize(parser) == 1 else { fatalError("out of memory") }
        unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        unsafe yaml_parser_set_input_string(parser, text.baseAddress, text.count)
    }

    deinit {
        unsafe yaml_event_delete(event)
        unsafe event.deallocate()
        unsafe yaml_parser_delete(parser)
        unsafe parser.deallocate()
    }

    /// Goes to the next event; the properties below then tell of that one.
    func advance() throws(LibYAMLProblem) {
        unsafe yaml_event_delete(event)
        guard unsafe yaml_parser_parse(parser, event) == 1 else {
            throw unsafe LibYAMLProblem(of: parser.pointee)
        }
    }

    var type: yaml_event_type_t { unsafe event.pointee.type }
    var start: SourcePosition { unsafe position(event.pointee.start_mark) }
    var end: SourcePosition { unsafe position(event.pointee.end_mark) }

    private func position(_ mark: yaml_mark_t) -> SourcePosition {
        SourcePosition(mark, linesBefore: linesBefore)
    }

    /// How many characters the event spans in the text.
    var span: Int { unsafe event.pointee.end_mark.index - event.pointee.start_mark.index }

    /// Whether a scalar, mapping or list has `&name` before it.
    var hasAnchor: Bool {
        switch type {
        case YAML_SCALAR_EVENT: unsafe event.pointee.data.scalar.anchor != nil
        case YAML_SEQUENCE_START_EVENT: unsafe event.pointee.data.sequence_start.anchor != nil
        case YAML_MAPPING_START_EVENT: unsafe event.pointee.data.mapping_start.anchor != nil
        default: false
        }
    }

    /// Whether a scalar, mapping or list has `!name` before it. A lone `!` before a plain scalar cannot
    /// be told from the event.
    var hasTag: Bool {
        switch type {
        case YAML_SCALAR_EVENT:
            unsafe event.pointee.data.scalar.tag != nil
                || (style != .plain && event.pointee.data.scalar.plain_implicit == 1)
        case YAML_SEQUENCE_START_EVENT: unsafe event.pointee.data.sequence_start.tag != nil
        case YAML_MAPPING_START_EVENT: unsafe event.pointee.data.mapping_start.tag != nil
        default: false
        }
    }

    /// Whether a mapping is written in braces, a list in brackets.
    var isFlow: Bool {
        switch type {
        case YAML_SEQUENCE_START_EVENT:
            unsafe event.pointee.data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE
        case YAML_MAPPING_START_EVENT:
            unsafe event.pointee.data.mapping_start.style == YAML_FLOW_MAPPING_STYLE
        default: false
        }
    }

    /// Whether a document begins with `%YAML` or `%TAG`.
    var hasDirectives: Bool {
        unsafe event.pointee.data.document_start.version_directive != nil
            || event.pointee.data.document_start.tag_directives.start
                != event.pointee.data.document_start.tag_directives.end
    }

    /// Whether a document ends with `...`.
    var isExplicitEnd: Bool { unsafe event.pointee.data.document_end.implicit == 0 }

    /// How a scalar is written.
    var style: YAMLNode.ScalarStyle {
        switch unsafe event.pointee.data.scalar.style {
        case YAML_PLAIN_SCALAR_STYLE: .plain
        case YAML_LITERAL_SCALAR_STYLE, YAML_FOLDED_SCALAR_STYLE: .block
        default: .quoted
        }
    }

    /// Whether a scalar can hold what was written as an escape.
    var hasEscapes: Bool { unsafe event.pointee.data.scalar.style == YAML_DOUBLE_QUOTED_SCALAR_STYLE }

    /// How many characters the text of a scalar has.
    var characterCount: Int { unsafe utf8.count { $0 & 0xC0 != 0x80 } }

    /// The text of a scalar.
    var text: String { unsafe String(decoding: utf8, as: UTF8.self) }

    /// The first character of a scalar that may not stand in a policy.
    var forbiddenCharacter: ForbiddenCharacter? {
        let text = unsafe utf8
        return unsafe CharacterScan.forbidden(in: text.span)
    }

    /// libyaml's own buffer; gone with the next event.
    private var utf8: UnsafeBufferPointer<UInt8> {
        unsafe UnsafeBufferPointer(
            start: event.pointee.data.scalar.value, count: event.pointee.data.scalar.length)
    }
}

extension SourcePosition {
    /// libyaml counts lines and columns from zero.
    init(_ mark: yaml_mark_t, linesBefore: Int = 0) {
        self.init(line: mark.line + linesBefore + 1, column: mark.column + 1)
    }
}
