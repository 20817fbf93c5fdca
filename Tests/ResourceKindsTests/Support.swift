import Convergence
import HostTesting
import PolicyText

extension YAMLNode.Value {
    /// As a policy has it.
    var text: [UInt8] {
        get throws(YAMLError) {
            try YAMLNode(self, at: SourceRange(source: SourceID(0), start: .start, end: .start)).emit()
        }
    }
}

extension Assessment {
    /// The aspects that differ, in order.
    var aspects: [String] {
        if case .drifted(let differences, _) = self { differences.map(\.aspect) } else { [] }
    }

    /// What is left for a person.
    var byHand: String? {
        switch self {
        case .drifted(_, .manual(let how)): how
        case .drifted(_, .steps(_, _, let how)): how
        default: nil
        }
    }
}
