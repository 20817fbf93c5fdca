import Convergence

extension HostContract {
    /// Where the steps act, and a file beside it.
    static let place: Path = "/d/x"
    private static let beside: Path = "/d/y"

    /// An access list and a user's attribute, as a file may have them.
    static let dressed = Attributes(
        mode: 0o640, owner: "web", group: "web",
        extended: [
            .accessList(user: 1002, may: 4, mode: 0o640),
            ExtendedAttribute(name: "user.note", value: Array("kept".utf8)),
        ])

    /// Everything that can be at a path, or above it.
    package static let scenes: [Scene] = [
        scene("nothing", []),
        scene("a file", [Scene.Item(place, .file("old\n"))]),
        scene("an empty file", [Scene.Item(place, .file(""))]),
        scene("a file with an access list", [Scene.Item(place, .file("old\n"), dressed)]),
        scene("an empty directory", [Scene.Item(place, .directory)]),
        scene("a full directory", [Scene.Item(place, .directory), Scene.Item("/d/x/z", .file("z"))]),
        scene("a link to a file", [Scene.Item(beside, .file("y")), Scene.Item(place, .link(to: "y"))]),
        scene(
            "a link to a directory", [Scene.Item(beside, .directory), Scene.Item(place, .link(to: "/d/y"))]),
        scene("a link to nothing", [Scene.Item(place, .link(to: "/nowhere"))]),
        scene("a link to itself", [Scene.Item(place, .link(to: "x"))]),
        scene("a pipe", [Scene.Item(place, .pipe)]),
        scene(
            "a file with two names",
            [Scene.Item(place, .file("old\n")), Scene.Item(beside, .secondName(of: place))]),
        Scene("no parent", []),
        Scene("a file for a parent", [Scene.Item("/d", .file("d"))]),
        Scene("a pipe for a parent", [Scene.Item("/d", .pipe)]),
        Scene("a link for a parent", [Scene.Item("/real", .directory), Scene.Item("/d", .link(to: "real"))]),
        Scene("a link to nothing for a parent", [Scene.Item("/d", .link(to: "/nowhere"))]),
        Scene(
            "a link to a file for a parent", [Scene.Item("/f", .file("f")), Scene.Item("/d", .link(to: "f"))]),
    ]

    private static func scene(_ name: String, _ items: [Scene.Item]) -> Scene {
        Scene(name, [Scene.Item("/d", .directory)] + items)
    }
}
