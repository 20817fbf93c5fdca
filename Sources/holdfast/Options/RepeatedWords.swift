/// An option and its value as words of a command line; a value that looks like an option is joined to its name.
func repeated(_ option: String, _ value: String) -> [String] {
    value.hasPrefix("-") ? ["\(option)=\(value)"] : [option, value]
}
