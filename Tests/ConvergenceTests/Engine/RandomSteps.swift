import Convergence
import HostTesting

/// Steps over a few subjects, so that they meet; many of them cannot be done.
struct RandomSteps {
    static let paths: [Path] = [
        "/a", "/b", "/a/a", "/a/b", "/b/a", "/a/a/a", "/etc", "/etc/passwd", "/missing/x", "/a/a/b",
    ]
    static let names = ["ann", "bob", "staff", "root"]
    static var subjects: [Subject] {
        paths.flatMap { [Subject.node(at: $0), .attributes(of: $0), .names(in: $0)] } + [.names(in: .root)]
            + names.flatMap { [Subject.account(named: $0), .group(named: $0)] }
            + [.package(named: "p"), .unit(named: "u.service"), .ruleset(table: "t")]
    }

    private var dice: SplitMix
    init(seed: Int) { dice = SplitMix(seed) }

    mutating func next() -> Step {
        let path = Self.paths.randomElement(using: &dice)!
        let name = Self.names.randomElement(using: &dice)!
        let other = Self.names.randomElement(using: &dice)!
        let attributes = Attributes(
            mode: [0o644, 0o600].randomElement(using: &dice)!,
            owner: [name, "root"].randomElement(using: &dice)!)
        switch Int.random(in: 0..<15, using: &dice) {
        case 0, 1: return .replaceFile(at: path, contents: Content(name), attributes: attributes)
        case 2, 3: return .makeDirectory(at: path, attributes: attributes)
        case 4: return .replaceLink(at: path, to: "/\(name)", attributes: attributes)
        case 5, 6: return .remove(at: path)
        case 7: return .setAttributes(of: path, to: attributes)
        case 8:
            return .setAccount(
                named: name, to: Account(id: nil, group: other, home: "/", shell: "/bin/sh", groups: [other]))
        case 9: return .removeAccount(named: name)
        case 10: return .setGroup(named: name, to: Group(id: nil, members: [other]))
        case 11: return .removeGroup(named: name)
        case 12: return .installPackage(named: "p", version: name)
        case 13: return .removePackage(named: "p")
        default: return .replaceRuleset(table: "t", rules: name)
        }
    }
}

/// What each look comes to.
func looks(_ host: some HostObserving) async -> [Subject: Result<Image, HostError>] {
    var looks: [Subject: Result<Image, HostError>] = [:]
    for subject in RandomSteps.subjects {
        do throws(HostError) {
            looks[subject] = .success(try await host.image(of: subject))
        } catch {
            looks[subject] = .failure(error)
        }
    }
    return looks
}
