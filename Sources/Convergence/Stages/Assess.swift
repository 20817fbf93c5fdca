/// All resources, looked at and judged concurrently; results in order. For who need not know what was looked at.
func assess(_ resources: [any ResourceKind], on host: some HostObserving) async -> [Assessment] {
    await concurrently(resources.count, on: host.lookThreads) { index in
        await assess(resources[index], on: host)
    }
}
