package import Convergence

extension Shape where Value == FollowUp {
    /// What happens after a change: `reload: unit` or `restart: unit`.
    package static var followUp: Shape {
        .mapping { fields in
            fields.exactlyOne(of: [
                .init("reload", .unit, "A unit that reads its configuration again.") {
                    FollowUp(.reload, $0)
                },
                .init("restart", .unit, "A unit that stops and starts again.") { FollowUp(.restart, $0) },
            ])
        }
    }
}
