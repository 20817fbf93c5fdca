package import Convergence

extension HostContract {
    /// Every step at a path, in every way that Linux treats differently.
    package static let steps: [(name: String, step: Step)] =
        attributes.flatMap { name, attributes in
            [
                ("write, \(name)", .replaceFile(at: place, contents: "new\n", attributes: attributes)),
                ("set, \(name)", .setAttributes(of: place, to: attributes)),
                ("make, \(name)", .makeDirectory(at: place, attributes: attributes)),
                ("link, \(name)", .replaceLink(at: place, to: "there", attributes: attributes)),
            ] as [(String, Step)]
        }
        + targets.map { name, target in
            ("link to \(name)", .replaceLink(at: place, to: target, attributes: plain))
        }
        + paths.flatMap { name, path in
            [
                ("write \(name)", .replaceFile(at: path, contents: "new\n", attributes: plain)),
                ("make \(name)", .makeDirectory(at: path, attributes: plain)),
                ("link \(name)", .replaceLink(at: path, to: "there", attributes: plain)),
                ("remove \(name)", .remove(at: path)),
                ("give \(name) a value", .setValue(at: path, text: "1")),
            ] as [(String, Step)]
        }

    private static let plain = Attributes(mode: 0o644)

    private static let attributes: [(String, Attributes)] = [
        ("plain", plain), ("dressed", dressed),
        ("special bits", Attributes(mode: 0o6755, owner: "web", group: "staff")),
        ("a number for an owner", Attributes(mode: 0o600, owner: "4711", group: "4712")),
        ("an unknown owner", Attributes(mode: 0o644, owner: "nobody-knows")),
        ("an unknown group", Attributes(mode: 0o644, group: "nobody-knows")),
        ("no owner", Attributes(mode: 0o644, owner: "")),
        ("a number that is no owner", Attributes(mode: 0o644, owner: "4294967295")),
        (
            "an access list that does not fit the mode",
            Attributes(mode: 0o600, extended: [.accessList(user: 1002, may: 4, mode: 0o640)])
        ),
        (
            "an access list for what comes into it",
            Attributes(
                mode: 0o755,
                extended: [
                    .accessList(ExtendedAttribute.defaultAccessList, user: 1002, may: 4, mode: 0o755)
                ])
        ),
        (
            "an attribute without a home",
            Attributes(mode: 0o644, extended: [ExtendedAttribute(name: "nowhere.note", value: [1])])
        ),
        (
            "a user's attribute",
            Attributes(mode: 0o644, extended: [ExtendedAttribute(name: "user.note", value: [1])])
        ),
        (
            "a trusted attribute",
            Attributes(mode: 0o644, extended: [ExtendedAttribute(name: "trusted.note", value: [1])])
        ),
    ]

    private static let targets: [(String, String)] = [
        ("nothing at all", ""), ("a long path", String(repeating: "a/", count: 2047)),
        ("too long a path", String(repeating: "a", count: 4096)), ("what has a NUL", "a\0b"),
    ]

    private static let paths: [(String, Path)] = [
        ("it", place), ("the root", .root),
        ("the longest name", Path("/d/" + String(repeating: "n", count: 255))!),
        ("too long a name", Path("/d/" + String(repeating: "n", count: 256))!),
        ("what is below it", "/d/x/below"), ("a file of the kernel", "/proc/sys/nowhere"),
        ("a directory of the kernel", "/sys"), ("a device", "/sys/class/nowhere"),
    ]
}
