/// Users, their keys, and what they may do.
let userRoutes: [Route] = [
    Route("users/me", .key) { question in
        let id = question.caller?.userID ?? ""
        return question.state.people.first { $0.id == id }
            .map { .ok(question.state.user($0, asking: id)) } ?? .unknown(id)
    },
    Route("users", "UserView") { $0.users },
    Route("users/{id}", "UserView") { $0.users },
    Route("users/{user}/apikeys", .key) { $0.keys },
    Route("users/{user}/apikeys/{id}", .key) { $0.keys },
    Route("users/{user}/permissions", .key) { question in
        question.ofUser { .ok(question.state.permissions(of: $0)) }
    },
    Route("users/{user}/teams", "UserView") { question in
        question.ofUser { person in
            let teams = question.state.teams.filter {
                $0["MemberUserIds"]?.items.contains(.text(person.id)) == true
            }
            return .ok(
                .list(
                    teams.map {
                        [
                            "Id": $0["Id"] ?? nil, "Name": $0["Name"] ?? nil, "SpaceId": $0["SpaceId"] ?? nil,
                            "ExternalSecurityGroups": [], "IsDirectlyAssigned": true,
                        ]
                    }))
        }
    },
    Route("users/{user}/spaces", "UserView") { question in
        question.ofUser { _ in .ok(.list(question.state.spaces)) }
    },
]

extension Question {
    fileprivate var users: Reply {
        let asking = caller?.userID ?? ""
        return collection(
            "User", state.people.map { state.user($0, asking: asking) },
            template: "/api/users{/id}{?skip,take,ids,filter}")
    }

    /// Everybody sees their own, those who see users see all.
    fileprivate var keys: Reply {
        ofUser { person in
            collection(
                "ApiKey", state.apiKeys.filter { $0.userID == person.id }.map(state.apiKey),
                template: "/api/users/{userId}/apikeys{/id}{?skip,take}")
        }
    }

    /// Something of the user in the path, for that user and for who may see users.
    fileprivate func ofUser(_ answer: (Person) -> Reply) -> Reply {
        let id = self["user"]
        if caller?.userID.lowercased() != id.lowercased(), caller?.permissions.contains("UserView") != true {
            return .lacking("UserView", version: state.version)
        }
        guard let person = state.people.first(where: { $0.id.lowercased() == id.lowercased() }) else {
            return .unknown(id)
        }
        return answer(person)
    }
}

extension SimulatorState {
    func user(_ person: Person, asking: String) -> Wire {
        let path = "/api/users/\(person.id)"
        var links: Wire = [
            "Self": link(path), "Permissions": link("\(path)/permissions{?spaces,includeSystem}"),
            "PermissionsConfiguration": link("\(path)/permissions/configuration{?spaces,includeSystem}"),
            "Spaces": link("\(path)/spaces"), "ApiKeys": link("\(path)/apikeys{/id}{?skip,take}"),
        ]
        if !person.isService {
            links["Avatar"] = .text(
                "https://www.gravatar.com/avatar/00000000000000000000000000000000?d=blank")
        }
        if version.hasSessionTimeout { links["RevokeSessions"] = link("\(path)/revoke-sessions") }
        var user: Wire = [
            "Id": .text(person.id), "Username": .text(person.username),
            "DisplayName": .text(person.displayName), "IsActive": .bool(person.isActive),
            "IsService": .bool(person.isService), "EmailAddress": .optional(person.email),
            "CanPasswordBeEdited": .bool(!person.isService && person.provider == nil),
            "IsRequestor": .bool(person.id == asking), "Identities": identities(of: person),
        ]
        if version.isAtLeast(2023, 1) { user["Created"] = time(daysFromNow: -person.daysOld) }
        user["Links"] = links
        return changed(user, at: "users/\(person.id)")
    }

    private func identities(of person: Person) -> Wire {
        guard let provider = person.provider else { return [] }
        return [
            [
                "IdentityProviderName": .text(provider),
                "Claims": [
                    "dn": [
                        "Value": .text("uid=\(person.username),dc=example,dc=com"),
                        "IsIdentifyingClaim": true,
                    ]
                ],
            ]
        ]
    }

    /// Older servers send `null` for the key, newer ones a sensitive value with a hint.
    func apiKey(_ record: KeyRecord) -> Wire {
        let path = "/api/users/\(record.userID)/apikeys/\(record.id)"
        var key: Wire = [
            "Id": .text(record.id), "Purpose": .text(record.purpose), "UserId": .text(record.userID),
            "ApiKey": version.hasKeyExpiry
                ? [
                    "HasValue": true, "NewValue": .optional(canary),
                    "Hint": .text(canary ?? "\(record.key.prefix(7))…"),
                ] : .optional(canary),
            "Created": time(daysFromNow: -record.daysOld),
        ]
        if version.hasKeyExpiry {
            key["Expires"] = record.daysLeft.map { time(daysFromNow: $0) } ?? .null
        }
        if version.hasScopedKeys {
            // https://octopus.com/docs/api/api-keys
            key = key.adding([
                "AccessLevel": .text(record.access), "ActorType": "User", "IsLastUsedTimestampKnown": true,
                "LastUsedTimeStamp": record.daysUnused.map { time(daysFromNow: -$0) } ?? .null,
            ])
        }
        key["Links"] = ["Self": link(path)]
        return changed(key, at: path.dropFirst("/api/".count).description)
    }

    func permissions(of person: Person) -> Wire {
        // What a user may do is what the strongest key of that user may.
        let allowed = apiKeys.filter { $0.userID == person.id }.reduce(into: Set<String>()) {
            $0.formUnion($1.permissions)
        }
        let everywhere: Wire = .list(
            spaces.map { space in
                [
                    "SpaceId": space["Id"] ?? nil, "RestrictedToProjectIds": [],
                    "RestrictedToEnvironmentIds": [], "RestrictedToTenantIds": [],
                    "RestrictedToProjectGroupIds": [],
                ]
            })
        return [
            "Id": .text("userpermissions-\(person.id)"),
            "SystemPermissions": .texts(Permission.system.filter(allowed.contains)),
            "SpacePermissions": .object(
                Permission.space.filter(allowed.contains).map { Wire.Member($0, everywhere) }),
            "Teams": [], "IsPermissionsComplete": true, "IsTeamsComplete": true,
            "Links": ["Self": link("/api/users/\(person.id)/permissions")],
        ]
    }
}
