/// The list of runs as a table.
struct HistoryText {
    private let rows: [HistoryRow]
    private let style: TextStyle

    init(_ rows: [HistoryRow], style: TextStyle) {
        self.rows = rows
        self.style = style
    }

    func rendered() -> String {
        guard !rows.isEmpty else { return "no runs yet\n" }
        let table =
            [["run", "time", "policy", "what", "steps", "state"]]
            + rows.map { row in
                [
                    VisibleText.line(row.run), Moment.text(ofSeconds: row.seconds),
                    VisibleText.line(row.policy), VisibleText.line(row.purpose), String(row.steps),
                    row.state.rawValue,
                ]
            }
        let widths = table[0].indices.map { column in table.map { $0[column].count }.max() ?? 0 }
        return table.enumerated().map { number, cells in
            let last = cells.count - 1
            let line = cells.indices.map { column in
                column == last
                    ? cells[column]
                    : cells[column] + String(repeating: " ", count: widths[column] - cells[column].count)
            }.joined(separator: "  ")
            return style.paint(line, colour(number)) + "\n"
        }.joined()
    }

    private func colour(_ number: Int) -> TextStyle.Colour? {
        if number == 0 { return .bold }
        return switch rows[number - 1].state {
        case .ended: nil
        case .unfinished: .yellow
        case .undone: .faint
        }
    }
}
