import Convergence
import HostTesting
import PolicyText
import ResourceKinds
import Testing

@Suite struct ServiceKindTests {
    private static let dropIn: Path = "/etc/systemd/system/app.service.d/50-holdfast.conf"
    private static let subject = Subject.unit(named: "app.service")

    private func read(_ fields: String) throws -> ServiceKind {
        let text = try ControlText<ServiceKind>(fields: fields)
        #expect(text.diagnostics.map(\.message.description) == [])
        return text.resource
    }

    private static let base: [Subject: Image] = Dictionary(
        uniqueKeysWithValues: (["/etc", "/etc/systemd", "/etc/systemd/system"] as [Path]).map {
            (Subject.node(at: $0), Image.node(is: Node(.directory, Attributes(mode: 0o755))))
        }
    ).merging([
        .account(named: "app"): .account(is: Account(id: 900, group: "app", home: "/", shell: "/bin/sh"))
    ]) { $1 }

    /// A host whose service manager reads the drop-in when it is told to; `winner` has the last word where it
    /// is given.
    private func host(_ first: Unit, winner: Unit? = nil, _ more: [Subject: Image] = [:]) -> ReactingHost {
        ReactingHost(
            over: PreparedHost(Self.base.merging(more) { $1 }), [Self.subject: .unit(is: first)]
        ) { step, images in
            guard case .unit(var unit)? = images[Self.subject] else { return }
            switch step {
            case .remove(Self.dropIn):
                unit.needsReload = true
                images[.node(at: "/pending")] = .node(is: Node(.file(contents: ""), Attributes(mode: 0)))
            case .replaceFile(_, let contents, _):
                unit.needsReload = true
                images[.node(at: "/pending")] = .node(
                    is: Node(.file(contents: contents), Attributes(mode: 0)))
            case .setUnit, .refreshUnit:
                if unit.needsReload, case .node(let node)? = images[.node(at: "/pending")],
                    case .file(let contents) = node.form
                {
                    (unit.user, unit.settings) = (first.user, first.settings)
                    for line in (contents.text ?? "").split(separator: "\n") {
                        let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                        guard parts.count == 2 else { continue }
                        if parts[0] == "User" {
                            unit.user = String(parts[1])
                        } else {
                            unit.settings.removeAll { $0.name == parts[0] }
                            unit.settings.append(.init(name: String(parts[0]), value: String(parts[1])))
                        }
                    }
                }
                if let winner { (unit.user, unit.settings) = (winner.user, winner.settings) }
                if case .image(.unit(let after))? = try? step.effect(on: [Self.subject: .unit(is: unit)])[
                    Self.subject]
                {
                    unit = after
                }
            default: break
            }
            images[Self.subject] = .unit(is: unit)
        }
    }

    private static let states = [
        Unit(enablement: .enabled, activity: .running, processUser: "root"),
        Unit(enablement: .disabled, activity: .stopped), Unit(enablement: .enabled, activity: .failed),
        Unit(enablement: .disabled, activity: .changing),
        Unit(enablement: .masked, activity: .running, processUser: "root"),
    ]

    @Test(
        arguments: [
            "{ name: app, enabled: true, running: true, masked: false }",
            "{ name: app, enabled: false, running: false }",
            "{ name: app, enabled: false, running: false, masked: true }", "{ name: app, masked: true }",
        ], states)
    func convergesFromEveryState(_ fields: String, _ unit: Unit) async throws {
        let host = ForecastHost(over: PreparedHost([Self.subject: .unit(is: unit)]))
        let proof = await ConvergenceProof(of: try read(fields), on: host)
        // What had failed or was on its way cannot be made so again.
        let comesBack = unit.activity == .running || unit.activity == .stopped
        #expect(proof.failures.filter { comesBack || !$0.hasPrefix("undone") } == [])
        #expect(proof.last == .compliant)
    }

    @Test func theProcessRunsAsTheUserAfterARestart() async throws {
        let proof = await ConvergenceProof(
            of: try read("{ name: app, runs-as: app, running: true }"),
            on: host(Unit(enablement: .enabled, activity: .running, processUser: "root")))
        #expect(proof.failures == [])
        #expect(proof.last == .compliant)
        #expect(proof.steps.last == .refreshUnit(named: "app.service", by: .restart))
        #expect(
            proof.steps.contains(
                .makeDirectory(at: "/etc/systemd/system/app.service.d", attributes: Attributes(mode: 0o755))))
    }

    @Test func aProcessOlderThanItsSettingIsRestarted() async throws {
        let unit = Unit(enablement: .enabled, activity: .running, user: "app", processUser: "root")
        let proof = await ConvergenceProof(of: try read("{ name: app, runs-as: app }"), on: host(unit))
        #expect(proof.steps == [.refreshUnit(named: "app.service", by: .restart)])
        #expect(proof.first.aspects == ["runs-as"])
        #expect(proof.last == .compliant)
    }

    @Test func aStoppedServiceIsNotStartedForItsSettings() async throws {
        let proof = await ConvergenceProof(
            of: try read("{ name: app, runs-as: app }"),
            on: host(Unit(enablement: .disabled, activity: .stopped)))
        #expect(proof.steps.last == .refreshUnit(named: "app.service", by: .reload))
        #expect(proof.last == .compliant)
    }

    @Test func sandboxSettingsAreWrittenOnceAndComparedInEffect() async throws {
        let service = try read(
            "{ name: app, sandbox: { NoNewPrivileges: true, ProtectSystem: strict, UMask: 0027, "
                + "ReadWritePaths: [/var/lib/app, /run/app], CapabilityBoundingSet: [CAP_CHOWN] } }")
        let proof = await ConvergenceProof(
            of: service, on: host(Unit(enablement: .enabled, activity: .running, processUser: "root")))
        #expect(proof.failures == [])
        #expect(proof.last == .compliant)
        let written: Content = """
            # Kept by Holdfast: what is changed here does not stay.
            [Service]
            NoNewPrivileges=yes
            ProtectSystem=strict
            UMask=0027
            ReadWritePaths=
            ReadWritePaths=/var/lib/app /run/app
            CapabilityBoundingSet=
            CapabilityBoundingSet=CAP_CHOWN

            """
        #expect(
            proof.steps.contains(
                .replaceFile(at: Self.dropIn, contents: written, attributes: Attributes(mode: 0o644))))
        let shown = Unit(
            enablement: .enabled, activity: .running,
            settings: [
                .init(name: "NoNewPrivileges", value: "yes"), .init(name: "ProtectSystem", value: "strict"),
                .init(name: "UMask", value: "0027"),
                .init(name: "ReadWritePaths", value: "-/run/app /var/lib/app"),
                .init(name: "CapabilityBoundingSet", value: "cap_chown"),
            ])
        #expect(service.assess(try await service.observe(on: host(shown))) == .compliant)
    }

    @Test func anotherDropInWithTheLastWordIsNamed() async throws {
        let directory = Self.dropIn.parent ?? .root
        let more: [Subject: Image] = [
            .node(at: directory): .node(is: Node(.directory, Attributes(mode: 0o755))),
            .node(at: directory.appending("90-admin.conf")): .node(
                is: Node(.file(contents: "[Service]\nUser=root\n"), Attributes(mode: 0o644))),
        ]
        let unit = Unit(enablement: .enabled, activity: .running, processUser: "root")
        let proof = await ConvergenceProof(
            of: try read("{ name: app, runs-as: app }"), on: host(unit, winner: unit, more))
        #expect(proof.last.byHand?.contains("/etc/systemd/system/app.service.d/90-admin.conf") == true)
    }

    @Test func theUserMustBeThere() async throws {
        let proof = await ConvergenceProof(
            of: try read("{ name: app, runs-as: ghost }"),
            on: host(Unit(enablement: .enabled, activity: .running)))
        #expect(proof.steps.isEmpty)
        #expect(proof.last.byHand?.contains("there is no user 'ghost'") == true)
    }

    @Test func inAnImageTheFileCountsAndNothingRuns() async throws {
        let unit = Unit(enablement: .enabled, activity: .atBoot)
        let service = try read("{ name: app, running: true, runs-as: app, sandbox: { PrivateTmp: yes } }")
        let proof = await ConvergenceProof(of: service, on: host(unit))
        #expect(proof.failures == [])
        #expect(proof.last == .compliant)
        #expect(proof.steps.allSatisfy { if case .refreshUnit = $0 { false } else { true } })
    }

    @Test func whatIsNotThereNeitherStartsNorRuns() async throws {
        let host = ForecastHost(over: PreparedHost())
        for fields in ["{ name: app, enabled: false, running: false }", "{ name: app, masked: true }"] {
            let service = try read(fields)
            #expect(service.assess(try await service.observe(on: host)) == .compliant)
        }
        let service = try read("{ name: app, running: true }")
        let said = service.assess(try await service.observe(on: host))
        #expect(said.byHand?.contains("there is no unit 'app.service'") == true)
    }

    @Test func staticUnitsCannotBeEnabledButCountAsNotEnabled() async throws {
        let unit = Unit(enablement: .fixed, activity: .running)
        let enabled = await ConvergenceProof(of: try read("{ name: app, enabled: true }"), on: host(unit))
        #expect(enabled.steps.isEmpty)
        #expect(enabled.last.byHand?.contains("no [Install] section") == true)
        let disabled = await ConvergenceProof(of: try read("{ name: app, enabled: false }"), on: host(unit))
        #expect(disabled.last == .compliant)
    }

    @Test func whatSomebodyMaskedStaysMaskedUnlessThePolicySaysSo() async throws {
        let unit = Unit(enablement: .masked, activity: .stopped)
        let proof = await ConvergenceProof(
            of: try read("{ name: app, enabled: true, running: true }"), on: host(unit))
        #expect(proof.steps.isEmpty)
        #expect(proof.last.byHand?.contains("somebody masked") == true)
    }

    @Test(arguments: [
        ("{ name: app }", "say what must be true of the unit"),
        ("{ name: app, masked: true, running: true }", "a masked unit cannot start"),
        ("{ name: getty@, running: true }", "this is a template"),
        ("{ name: app.timer, runs-as: app }", "only a service has a process"),
        ("{ name: app, sandbox: { ProtectSytem: strict } }", "did you mean 'ProtectSystem'?"),
        ("{ name: app, sandbox: { ProtectSystem: strickt } }", "did you mean 'strict'?"),
        ("{ name: app, sandbox: { SystemCallFilter: x } }", "there is no field 'SystemCallFilter'"),
        ("{ name: app, sandbox: {} }", "at least one setting"),
        ("{ name: app, sandbox: { ReadWritePaths: [\"/a\\nUser=root\"] } }", "a path without spaces"),
        ("{ name: app, sandbox: { ReadWritePaths: [] } }", "write at least one here"),
        ("{ name: app, sandbox: { RestrictAddressFamilies: [\"AF_INET\\nX=y\"] } }", "a name of letters"),
    ])
    func mistakesAreExplained(_ fields: String, _ message: String) throws {
        let text = try ControlText<ServiceKind>(fields: fields)
        #expect(text.diagnostics.contains { $0.message.description.contains(message) })
    }

    @Test func whatIsExportedReadsBackAsCompliant() async throws {
        for unit in Self.states where unit.activity != .changing {
            let host = host(unit)
            let value = try #require(try await ServiceKind.describe("app", on: host))
            let service = try read(String(decoding: try value.text, as: UTF8.self))
            #expect(service.assess(try await service.observe(on: host)) == .compliant)
        }
    }
}
