internal import FoundationEssentials

/// How the server and its nodes are.
let statusRoutes: [Route] = [
    Route("serverstatus", "AdministerSystem") { $0.document("serverstatus") },
    Route("serverstatus/health", .key) { question in
        let isWell = question.state.size.offlineNodes < question.state.size.nodes
        return Reply(
            status: isWell ? 200 : 418,
            body: .json(question.state.documents["serverstatus/health"] ?? .object([])))
    },
    Route("serverstatus/system-info", "AdministerSystem") { $0.document("serverstatus/system-info") },
    Route("octopusservernodes/summary", "AdministerSystem") { .ok($0.state.nodeSummary) },
    Route("octopusservernodes/ping", .nothing) { .ok($0.state.ping) },
    Route("octopusservernodes", "AdministerSystem") { question in
        question.collection("OctopusServerNode", question.state.nodes)
    },
    Route("octopusservernodes/{id}", "AdministerSystem") { question in
        question.collection("OctopusServerNode", question.state.nodes)
    },
    Route("maintenanceconfiguration", "AdministerSystem") { $0.document("maintenanceconfiguration") },
    Route("licenses/licenses-current", "AdministerSystem") { $0.document("licenses/licenses-current") },
    Route("licenses/licenses-current-status", "AdministerSystem") {
        $0.document("licenses/licenses-current-status")
    },
]

extension Question {
    /// One of the documents that are one object; 404 where this server has none of the name.
    func document(_ path: String) -> Reply {
        state.documents[path].map(Reply.ok) ?? Reply.unknownPath
    }
}

extension SimulatorState {
    var statusDocuments: [String: Wire] {
        [
            "serverstatus": [
                "Id": "serverstatus", "IsDatabaseEncrypted": true, "IsInMaintenanceMode": false,
                "IsMajorMinorUpgrade": false, "IsPotentialClone": false, "IsUpgradeAvailable": false,
                "MaintenanceExpires": nil, "MaximumAvailableVersion": .text(version.description),
                "MaximumAvailableVersionCoveredByLicense": .text(version.description),
                "Links": [
                    "Self": link("/api/serverstatus"), "SystemInfo": link("/api/serverstatus/system-info"),
                    "Health": link("/api/serverstatus/health"),
                ],
            ],
            "serverstatus/health": [
                "Id": "serverstatus-health",
                "Description": .text(
                    size.offlineNodes == 0
                        ? "Octopus is operating normally." : "Some nodes have not been seen for a while."),
                "IsOperatingNormally": .bool(size.offlineNodes == 0), "IsEntireClusterReadOnly": false,
                "IsEntireClusterDrainingTasks": false, "IsCompliantWithLicense": true,
                "Links": ["Self": link("/api/serverstatus/health")],
            ],
            "serverstatus/system-info": [
                "Version": .text(version.description), "OSVersion": isContainer ? "Debian 12" : "Windows",
                "ClrVersion": "10.0.0", "ThreadCount": 60, "MinThreadPoolCount": 4,
                "Uptime": "02:14:07", "WorkingSetBytes": 734_003_200,
            ],
            "maintenanceconfiguration": [
                "Id": "maintenance", "IsInMaintenanceMode": false,
                "Links": ["Self": link("/api/maintenanceconfiguration")],
            ],
        ]
    }

    var licenseDocuments: [String: Wire] {
        [
            "licenses/licenses-current": [
                "Id": "licenses-current", "LicenseText": .text(clearSecret("<License Signature=\"…\" />")),
                "SerialNumber": .text(clearSecret("00000-00000-00000-00000")),
                "Links": ["Self": link("/api/licenses/licenses-current")],
            ],
            "licenses/licenses-current-status": [
                "Id": "licenses-current-status", "IsCompliant": true,
                "ComplianceSummary": "This installation complies with its license.",
                "EffectiveExpiryDate": .text(String((time(daysFromNow: 300).textValue ?? "").prefix(10))),
                "DaysToEffectiveExpiryDate": 300, "DoesExpiryBlockKeyActivities": false,
                "EffectiveClusterTaskLimit": 10, "EffectiveNodeTaskLimit": 5,
                "IsClusterTaskLimitControlledByLicense": false, "IsNodeTaskLimitControlledByLicense": false,
                "HostingEnvironment": "SelfHosted", "PermissionsMode": "Full", "Limits": [],
                "Messages": [], "Links": ["Self": link("/api/licenses/licenses-current-status")],
            ],
        ]
    }

    var nodes: [Wire] {
        (1...max(1, size.nodes)).map { number in
            [
                "Id": .text("OctopusServerNodes-octopus-\(number)"), "Name": .text("octopus-\(number)"),
                "MaxConcurrentTasks": 5, "IsInMaintenanceMode": false,
                "Links": ["Self": link("/api/octopusservernodes/OctopusServerNodes-octopus-\(number)")],
            ]
        }
    }

    /// What a load balancer asks the first node.
    var ping: Wire {
        guard version.hasNodeVersions, let node = nodeSummary["Nodes"]?.items.first else { return nodes[0] }
        return ["RunningTaskCount", "MaxSqlConnectionPoolSize", "RecommendedMaxSqlConnectionPoolSize"]
            .reduce(into: node) { $0[$1] = nil }
    }

    /// The nodes that are gone were seen last two hours ago.
    var nodeSummary: Wire {
        let all = nodes
        let entries = all.enumerated().map { place, node in
            let isOffline = place >= all.count - size.offlineNodes
            var entry = node
            if version.hasNodeVersions {
                entry = entry.adding([
                    "MaxSqlConnectionPoolSize": 100, "RecommendedMaxSqlConnectionPoolSize": 100,
                    "Version": .text(version.description),
                ])
            }
            let seen = (now + (isOffline ? -7200 : -5)).ISO8601Format()
            return entry.adding([
                "LastSeen": .text("\(seen.dropLast()).000+00:00"), "IsOffline": .bool(isOffline),
                "RunningTaskCount": 0,
            ])
        }
        return changed(
            ["Nodes": .list(entries), "Links": ["Self": link("/api/octopusservernodes/summary")]],
            at: "octopusservernodes/summary")
    }
}
