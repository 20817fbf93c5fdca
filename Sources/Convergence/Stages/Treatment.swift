/// What may be done about a control on this host, today.
package enum Treatment: Hashable, Sendable {
    /// Look, and mend what differs.
    case enforce
    /// Look and report, never mend.
    case audit
    /// A difference has leave.
    case waive(Waiver.Terms)
    case notApplicable(String)
    /// Left out by the command line.
    case skip
}

extension Waiver {
    /// What a report says of a waiver.
    package struct Terms: Hashable, Sendable {
        package var until: Day
        package var because: String
        package var approvedBy: String
        package var ticket: String?

        package init(until: Day, because: String, approvedBy: String, ticket: String? = nil) {
            self.until = until
            self.because = because
            self.approvedBy = approvedBy
            self.ticket = ticket
        }
    }
}

extension Policy {
    /// Pure: one treatment for each control.
    package func treatments(on host: Facts, today: Day, selection: Selection) -> [Treatment] {
        let waived = Dictionary(
            waivers.filter { $0.concerns(host: host.name) && $0.counts(on: today) }.map { ($0.control, $0) }
        ) { first, second in first.until >= second.until ? first : second }
        return controls.map { control in
            guard selection.includes(control) else { return .skip }
            if let reason = control.appliesTo.mismatch(with: host) { return .notApplicable(reason) }
            if let waiver = waived[control.id] {
                return .waive(
                    Waiver.Terms(
                        until: waiver.until, because: waiver.because, approvedBy: waiver.approvedBy,
                        ticket: waiver.ticket))
            }
            if let audit = control.audit, today <= audit.until { return .audit }
            return .enforce
        }
    }
}

extension Control.Applicability {
    /// Why a host is not concerned; `nil` when it is.
    package func mismatch(with host: Facts) -> String? {
        if !os.isEmpty, !os.contains(host.os) {
            return "for \(os.joined(separator: ", ")); this is \(host.os)"
        }
        if let versions, !versions.contains(DottedVersion(host.version)) {
            return "for other versions; this is \(host.os) \(host.version)"
        }
        if !architectures.isEmpty, !architectures.contains(host.architecture) {
            return "for \(architectures.joined(separator: ", ")); this is \(host.architecture)"
        }
        if let container, container != host.isContainer {
            return container ? "for containers; this is none" : "not for containers; this is one"
        }
        return nil
    }
}
