/// In which order controls have their turn: as written, but each after those its `after:` names. A cycle is
/// broken where it closes.
enum TurnOrder {
    private enum Visit { case new, open, placed }

    static func of(_ controls: [Control], indexOf: [String: Int]) -> [Int] {
        guard controls.contains(where: { !$0.after.isEmpty }) else { return Array(controls.indices) }
        var order: [Int] = []
        var visits = [Visit](repeating: .new, count: controls.count)
        for start in controls.indices {
            var open = [start]
            while let top = open.last {
                if visits[top] == .placed {
                    open.removeLast()
                    continue
                }
                visits[top] = .open
                let named = controls[top].after.lazy.compactMap { indexOf[$0] }
                if let first = named.first(where: { visits[$0] == .new }) {
                    open.append(first)
                } else {
                    visits[top] = .placed
                    order.append(top)
                    open.removeLast()
                }
            }
        }
        return order
    }
}
