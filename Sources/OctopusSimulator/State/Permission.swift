/// Names of permissions, as roles grant them. https://octopus.com/docs/security/users-and-teams/default-permissions
enum Permission {
    static let system = [
        "AdministerSystem", "ConfigureServer", "EventView", "SpaceCreate", "SpaceDelete", "SpaceEdit",
        "SpaceView", "TaskView", "TeamCreate", "TeamDelete", "TeamEdit", "TeamView", "UserEdit",
        "UserInvite", "UserRoleEdit", "UserRoleView", "UserView",
    ]

    static let space = [
        "EnvironmentView", "MachineCreate", "MachineDelete", "MachineEdit", "MachinePolicyCreate",
        "MachinePolicyDelete", "MachinePolicyEdit", "MachinePolicyView", "MachineView", "ProjectView",
        "ProxyCreate", "ProxyDelete", "ProxyEdit", "ProxyView", "WorkerEdit", "WorkerView",
    ]

    static let all = system + space

    /// In the words of the server's help texts.
    static func description(of name: String) -> String {
        switch name {
        case "AdministerSystem": "perform system-level functions"
        case "ConfigureServer": "configure server settings"
        default:
            if name.hasSuffix("View") {
                "view \(words(name.dropLast(4)))s"
            } else if name.hasSuffix("Edit") {
                "edit \(words(name.dropLast(4)))s"
            } else {
                words(name[...])
            }
        }
    }

    private static func words(_ name: Substring) -> String {
        var text = ""
        for character in name {
            if character.isUppercase, !text.isEmpty { text += " " }
            text += character.lowercased()
        }
        return text
    }
}
