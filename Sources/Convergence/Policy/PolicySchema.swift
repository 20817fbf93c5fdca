enum PolicySchema {
    static let sections = "sections"
    static let overrides = "overrides"
}
