import Convergence
import Reporting

enum UndoSample {
    static func file(_ contents: Content, _ mode: FileMode = 0o644) -> Image {
        .node(is: Node(.file(contents: contents), Attributes(mode: mode)))
    }

    static func mixed() -> UndoReport {
        UndoReport(
            of: "20270131T101500Z-3f9a", run: "20270201T090000Z-77de",
            entries: [
                .init(control: "nginx-conf", subject: .node(at: "/etc/nginx/nginx.conf"), fate: .restored),
                .init(control: "motd", subject: .node(at: "/etc/motd"), fate: .alreadySo),
                .init(
                    control: "banner", subject: .node(at: "/etc/issue"), fate: .conflict,
                    reason: "somebody changed it since", before: .absent, ours: file("hello\n"),
                    now: file("hello\nyou | `there`\n", 0o600)),
                .init(
                    control: "worker", subject: .package(named: "tentacle"), fate: .impossible,
                    reason: "the older version can no longer be had"),
                .init(
                    control: "kernel", subject: .node(at: "/proc/sys/kernel/yama/ptrace_scope"),
                    fate: .failed, reason: "read-only"),
                secret(),
            ])
    }

    /// A file whose former contents are withheld: what it holds now may be the same secret.
    static func secret() -> UndoReport.Entry {
        .init(
            control: "credentials", subject: .node(at: "/etc/octopus/db.ini"), fate: .conflict,
            before: .node(is: Node(.withheldFile, Attributes(mode: 0o600))),
            ours: file("[db]\n"), now: file(Content("password=\(Sample.canary)\n")))
    }

    static func dry() -> UndoReport {
        UndoReport(
            of: "20270131T101500Z-3f9a", run: nil,
            entries: [
                .init(control: "nginx-conf", subject: .node(at: "/etc/nginx/nginx.conf"), fate: .restored)
            ])
    }

    static let history: [HistoryRow] = [
        .init(
            run: "20270131T101500Z-3f9a", seconds: 1_801_390_500, policy: "prod-linux", purpose: "apply",
            steps: 12, state: .undone),
        .init(
            run: "20270201T090000Z-77de", seconds: 1_801_472_400, policy: "prod-linux",
            purpose: "undo of 20270131T101500Z-3f9a", steps: 9, state: .ended),
        .init(
            run: "20270202T090000Z-0c1e", seconds: 1_801_558_800, policy: "prod-linux", purpose: "apply",
            steps: 3, state: .unfinished),
    ]
}
