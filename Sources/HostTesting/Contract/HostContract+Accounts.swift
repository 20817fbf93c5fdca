package import Convergence

extension HostContract {
    /// The accounts of every scene: `web` with a group of its own and a stranger in it, `ann` in `staff`.
    package static let users = ["root", "web", "ann", "new"]
    package static let groups = ["root", "web", "ann", "staff", "new"]

    /// Every step at a user or group, in every way that the account tools treat differently.
    package static let accountSteps: [(name: String, step: Step)] = [
        ("a new user", .setAccount(named: "new", to: user())),
        ("a new user with an id", .setAccount(named: "new", to: user(id: 3000))),
        ("a new system user", .setAccount(named: "new", to: user(system: true))),
        ("a new locked user", .setAccount(named: "new", to: user(password: .locked))),
        ("a new user with a password", .setAccount(named: "new", to: user(password: .usable))),
        ("a new user of a group", .setAccount(named: "new", to: user(group: "staff", groups: ["web"]))),
        ("a new user of no group", .setAccount(named: "new", to: user(group: "nobody-knows"))),
        ("a new user of an unknown group too", .setAccount(named: "new", to: user(groups: ["nobody-knows"]))),
        ("a name that is an option", .setAccount(named: "-x", to: user(group: "staff"))),
        ("a name with a space", .setAccount(named: "a b", to: user(group: "staff"))),
        ("no name", .setAccount(named: "", to: user(group: "staff"))),
        ("too long a name", .setAccount(named: String(repeating: "u", count: 33), to: user(group: "staff"))),
        ("a comment with a colon", .setAccount(named: "new", to: user(comment: "a:b"))),
        ("a comment of two lines", .setAccount(named: "new", to: user(comment: "a\nb"))),
        ("a shell that is no path", .setAccount(named: "new", to: user(shell: "sh:x"))),
        ("a home with a line feed", .setAccount(named: "new", to: user(home: "/a\nb"))),
        ("another shell and home", .setAccount(named: "web", to: web(home: "/srv", shell: "/bin/sh"))),
        ("another id", .setAccount(named: "web", to: web(id: 3001))),
        ("other groups", .setAccount(named: "web", to: web(groups: ["staff"]))),
        ("another primary group", .setAccount(named: "web", to: web(group: "staff"))),
        ("an unknown primary group", .setAccount(named: "web", to: web(group: "nobody-knows"))),
        ("a password from nowhere", .setAccount(named: "web", to: web(password: .usable))),
        ("no more user", .removeAccount(named: "web")),
        ("no more user with a group to itself", .removeAccount(named: "ann")),
        ("no more of nobody", .removeAccount(named: "new")),
        ("a new group", .setGroup(named: "new", to: Group(id: nil))),
        ("a new group with an id", .setGroup(named: "new", to: Group(id: 3000, members: ["ann", "web"]))),
        ("a new system group", .setGroup(named: "new", to: Group(id: nil, wantsSystemID: true))),
        ("a group of strangers", .setGroup(named: "new", to: Group(id: nil, members: ["nobody-knows"]))),
        ("a group whose name is an option", .setGroup(named: "-g", to: Group(id: nil))),
        ("fewer members", .setGroup(named: "staff", to: Group(id: 50))),
        ("another group's id", .setGroup(named: "staff", to: Group(id: 51, members: ["ann"]))),
        ("no more group", .removeGroup(named: "staff")),
        ("no more group of a user", .removeGroup(named: "web")),
        ("no more of no group", .removeGroup(named: "new")),
    ]

    private static func user(
        id: Int? = nil, group: String = "new", comment: String = "", home: String = "/nonexistent",
        shell: String = "/usr/sbin/nologin", groups: Names = [], password: Account.Password = .none,
        system: Bool = false
    ) -> Account {
        Account(
            id: id, group: group, comment: comment, home: home, shell: shell, groups: groups,
            password: password, wantsSystemID: system)
    }

    private static func web(
        id: Int? = nil, group: String = "web", home: String = "/srv/web", shell: String = "/usr/sbin/nologin",
        groups: Names = [], password: Account.Password = .none
    ) -> Account {
        Account(
            id: id, group: group, comment: "Web", home: home, shell: shell, groups: groups,
            password: password)
    }
}
