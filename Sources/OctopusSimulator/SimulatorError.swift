/// Why the simulator cannot do what it was asked for.
package struct SimulatorError: Error, Hashable, CustomStringConvertible {
    package var description: String

    package init(_ description: String) { self.description = description }
}
