/// Spaces, and what in them is neither worker nor target.
let spaceRoutes: [Route] = [
    Route("spaces", "SpaceView") { $0.collection("Space", $0.state.spaces) },
    Route("spaces/{id}", "SpaceView") { $0.collection("Space", $0.state.spaces) },
    Route("machinepolicies", "MachinePolicyView") {
        $0.collection("MachinePolicy", $0.state.machinePolicies(in: $0.spaceOrDefault))
    },
    Route("machinepolicies/{id}", "MachinePolicyView") {
        $0.collection("MachinePolicy", $0.state.machinePolicies(in: $0.spaceOrDefault))
    },
    Route("proxies", "ProxyView") { $0.collection("Proxy", $0.state.proxies(in: $0.spaceOrDefault)) },
    Route("proxies/{id}", "ProxyView") { $0.collection("Proxy", $0.state.proxies(in: $0.spaceOrDefault)) },
]

extension SimulatorState {
    /// The number in `Spaces-3`; things in it are numbered from there.
    static func number(of space: String) -> Int { Int(space.dropFirst("Spaces-".count)) ?? 1 }

    var spaceIDs: [String] { (1...max(1, size.spaces)).map { "Spaces-\($0)" } }

    var spaces: [Wire] {
        spaceIDs.enumerated().map { place, id in
            changed(
                [
                    "Id": .text(id), "Name": .text(place == 0 ? "Default" : "Space \(place + 1)"),
                    "Description": nil, "IsDefault": .bool(place == 0), "TaskQueueStopped": false,
                    "SpaceManagersTeams": ["teams-administrators", .text("teams-spacemanagers-\(id)")],
                    "SpaceManagersTeamMembers": ["Users-1"],
                    "Links": [
                        "Self": link("/api/spaces/\(id)"), "SpaceHome": link("/api/\(id)"),
                        "Web": link("/app#/spaces/\(id)"),
                        "Logo": link("/api/spaces/\(id)/logo?cb=\(version)"),
                    ],
                ], at: "spaces/\(id)")
        }
    }

    func machinePolicies(in space: String) -> [Wire] {
        let id = "MachinePolicies-\(Self.number(of: space))"
        return [
            changed(
                [
                    "Id": .text(id), "SpaceId": .text(space), "Name": "Default Machine Policy",
                    "Description": "Default policy for all machines", "IsDefault": true,
                    "MachineHealthCheckPolicy": [
                        "PowerShellHealthCheckPolicy": ["RunType": "InheritFromDefault", "ScriptBody": nil],
                        "BashHealthCheckPolicy": ["RunType": "InheritFromDefault", "ScriptBody": nil],
                        "HealthCheckInterval": isHardened ? "01:00:00" : "1.00:00:00",
                        "HealthCheckCron": nil, "HealthCheckCronTimezone": nil,
                        "HealthCheckType": "RunScript",
                    ],
                    "MachineConnectivityPolicy": ["MachineConnectivityBehavior": "ExpectedToBeOnline"],
                    "MachineCleanupPolicy": [
                        "DeleteMachinesBehavior": "DoNotDelete",
                        "DeleteMachinesElapsedTimeSpan": "00:00:00",
                    ],
                    "MachineUpdatePolicy": [
                        "CalamariUpdateBehavior": "UpdateOnDeployment",
                        "TentacleUpdateBehavior": isHardened ? "Update" : "NeverUpdate",
                        "TentacleUpdateAccountId": nil,
                    ], "PollingRequestQueueTimeout": "00:02:00",
                    "PollingRequestMaximumMessageProcessingTimeout": "00:10:00",
                    "ConnectionRetrySleepInterval": "00:00:01", "ConnectionRetryCountLimit": 5,
                    "ConnectionRetryTimeLimit": "00:05:00", "ConnectionConnectTimeout": "00:01:00",
                    "Links": ["Self": link("/api/\(space)/machinepolicies/\(id)")],
                ], at: "machinepolicies/\(id)")
        ]
    }

    /// None, unless a secret has to be somewhere.
    func proxies(in space: String) -> [Wire] {
        guard canary != nil else { return [] }
        let id = "Proxies-\(Self.number(of: space))"
        return [
            changed(
                [
                    "Id": .text(id), "SpaceId": .text(space), "Name": "Outbound", "Host": "proxy.example.com",
                    "Port": 3128, "ProxyType": "HTTP", "Username": "octopus",
                    "Password": secret(isSet: true), "Links": ["Self": link("/api/\(space)/proxies/\(id)")],
                ], at: "proxies/\(id)")
        ]
    }
}
