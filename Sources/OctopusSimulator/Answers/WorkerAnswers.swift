/// Worker pools, workers, and deployment targets.
let workerRoutes: [Route] = [
    Route("workerpools", "WorkerView") {
        $0.collection("WorkerPool", $0.state.workerPools(in: $0.spaceOrDefault))
    },
    Route("workerpools/{id}", "WorkerView") {
        $0.collection("WorkerPool", $0.state.workerPools(in: $0.spaceOrDefault))
    },
    Route("workerpools/{pool}/workers", "WorkerView") { question in
        question.collection(
            "Worker",
            question.state.workers(in: question.spaceOrDefault).filter {
                $0["WorkerPoolIds"]?.items.contains(.text(question["pool"])) == true
            })
    },
    Route("workers", "WorkerView") { $0.collection("Worker", $0.state.workers(in: $0.spaceOrDefault)) },
    Route("workers/{id}", "WorkerView") { $0.collection("Worker", $0.state.workers(in: $0.spaceOrDefault)) },
    Route("machines", "MachineView") {
        $0.collection("DeploymentTarget", $0.state.machines(in: $0.spaceOrDefault))
    },
    Route("machines/{id}", "MachineView") {
        $0.collection("DeploymentTarget", $0.state.machines(in: $0.spaceOrDefault))
    },
]

extension SimulatorState {
    func workerPools(in space: String) -> [Wire] {
        let id = "WorkerPools-\(Self.number(of: space))"
        let path = "/api/\(space)/workerpools/\(id)"
        var pool: Wire = [
            "Id": .text(id), "Name": "Default Worker Pool", "Description": "Default pool of workers",
            "IsDefault": true, "SortOrder": 0, "SpaceId": .text(space),
        ]
        if version.hasShapesOf2020 {
            pool = pool.adding(["CanAddWorkers": true, "WorkerPoolType": "StaticWorkerPool"])
        }
        pool["Links"] = [
            "Self": link(path),
            "Workers": link("\(path)/workers{?skip,take,partialName,isDisabled,healthStatuses,commStyles}"),
        ]
        return [changed(pool, at: "workerpools/\(id)")]
    }

    /// A fresh server has none; a hardened one has one for each node, in every space.
    func workers(in space: String) -> [Wire] {
        let count = (isHardened ? max(1, size.nodes) : 0) + (space == "Spaces-1" ? size.workers : 0)
        let number = Self.number(of: space)
        return (0..<count).map { place in
            let id = "Workers-\(number * 100_000 + place + 1)"
            let member: Wire = ["WorkerPoolIds": [.text("WorkerPools-\(number)")]]
            return changed(
                agent(id, "worker-\(place + 1)", kind: "workers", in: space, place: place, before: member),
                at: "workers/\(id)")
        }
    }

    func machines(in space: String) -> [Wire] {
        guard space == "Spaces-1" else { return [] }
        return (0..<size.machines).map { place in
            let id = "Machines-\(place + 1)"
            let member: Wire = [
                "EnvironmentIds": ["Environments-1"], "Roles": ["web"],
                "TenantedDeploymentParticipation": "Untenanted", "TenantIds": [], "TenantTags": [],
            ]
            var machine = agent(
                id, "target-\(place + 1)", kind: "machines", in: space, place: place, before: member)
            machine = machine.setting(
                ["Links", "TasksTemplate"], to: link("/api/\(space)/machines/\(id)/tasks{?skip,take}"))
            return changed(machine, at: "machines/\(id)")
        }
    }

    /// What workers and targets have in common, as recorded for 2019.4; the first is reached by listening, the next by
    /// polling.
    private func agent(
        _ id: String, _ name: String, kind: String, in space: String, place: Int, before: Wire
    ) -> Wire {
        let path = "/api/\(space)/\(kind)/\(id)"
        let isPolling = place % 2 == 1
        let uri = isPolling ? "poll://\(name)/" : "https://\(name).example.com:10933/"
        let ours = thumbprint.isEmpty ? "0" : thumbprint
        let thumbprint: Wire = .text(String((ours + ours).dropFirst(place % 20).prefix(40)))
        var agent = (["Id": .text(id)] as Wire).adding(before).adding([
            "SpaceId": .text(space), "Name": .text(name), "Thumbprint": thumbprint,
            "Uri": isPolling ? nil : .text(uri), "IsDisabled": false,
            "MachinePolicyId": .text("MachinePolicies-\(Self.number(of: space))"), "Status": "Online",
            "HealthStatus": "Healthy", "HasLatestCalamari": true,
            "StatusSummary":
                "Octopus was able to successfully establish a connection with this machine.",
            "IsInProcess": false,
        ])
        if version.hasShapesOf2020 {
            agent = agent.adding([
                "OperatingSystem": "Debian GNU/Linux 12", "ShellName": "Bash", "ShellVersion": "5.2.15",
            ])
        }
        let links: Wire = ["Self": link(path), "Connection": link("\(path)/connection")]
        if place % 10 == 9, version.hasShapesOf2020 {
            agent["Uri"] = .text("ssh://\(name).example.com:22/")
            return agent.adding(["Endpoint": sshEndpoint(name), "Links": links])
        }
        return agent.adding([
            "Endpoint": [
                "CommunicationStyle": isPolling ? "TentacleActive" : "TentaclePassive", "Uri": .text(uri),
                "ProxyId": nil, "Thumbprint": thumbprint,
                "TentacleVersionDetails": [
                    "UpgradeLocked": false, "Version": "8.3.2", "UpgradeSuggested": false,
                    "UpgradeRequired": false,
                ], "CertificateSignatureAlgorithm": "sha256RSA", "Id": nil, "LastModifiedOn": nil,
                "LastModifiedBy": nil, "Links": .object([]),
            ],
            "Links": links,
        ])
    }

    /// Members: Clients 2026, `SshEndpointResource`.
    private func sshEndpoint(_ name: String) -> Wire {
        [
            "CommunicationStyle": "Ssh", "AccountId": "Accounts-1", "Host": .text("\(name).example.com"),
            "Port": 22, "Fingerprint": "SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU",
            "Uri": .text("ssh://\(name).example.com:22/"), "ProxyId": nil,
            "DotNetCorePlatform": "linux-x64", "Id": nil, "LastModifiedOn": nil, "LastModifiedBy": nil,
            "Links": .object([]),
        ]
    }
}
