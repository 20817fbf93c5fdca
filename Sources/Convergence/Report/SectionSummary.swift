/// What one section of a policy comes to: how many of its controls stand how, and its score.
package struct SectionSummary: Hashable, Sendable {
    package var section: String
    package private(set) var score = Score()
    private var counts: [Standing: Int] = [:]

    package init(_ section: String) { self.section = section }

    package subscript(standing: Standing) -> Int { counts[standing] ?? 0 }

    package mutating func count(_ standing: Standing, _ severity: Control.Severity) {
        counts[standing, default: 0] += 1
        score.count(standing, severity)
    }
}

extension RunReport {
    /// Each section in order of first mention.
    package var sections: [SectionSummary] {
        var sections: [SectionSummary] = []
        var places: [String: Int] = [:]
        for index in results.indices {
            let section = results[index].section
            let place = places[section] ?? sections.count
            if place == sections.count {
                places[section] = place
                sections.append(SectionSummary(section))
            }
            sections[place].count(results[index].outcome.standing(in: command), results[index].severity)
        }
        return sections
    }

    /// Of the whole policy.
    package var score: Score {
        var score = Score()
        for index in results.indices {
            score.count(results[index].outcome.standing(in: command), results[index].severity)
        }
        return score
    }
}
