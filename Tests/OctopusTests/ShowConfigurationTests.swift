import Convergence
import Octopus
import Testing

@Suite struct ShowConfigurationTests {
    private let hierarchy = #"""
        {"Octopus":{"WebPortal":{"ForceSSL":"True","ListenPrefixes":"http://h:80,https://h:443","CorsWhitelist":null,
        "ReferrerPolicy":"  ","HttpStrictTransportSecurityMaxAge":"31536000"},"Communications":{"ServicesPort":10943},
        "Server":{"TaskCap":5,"MaintenanceMode":false,"License":"LICENSETEXT"},"UsernamePassword":{"IsEnabled":"True"},
        "Storage":{"ExternalDatabaseConnectionString":"Data Source=db;User ID=u;Password=hunter2","MasterKey":"aGVsbG8="},
        "Proxy":{"ProxyHost":null,"ProxyPassword":"hunter2"},"Okta":{"ClientSecret":"hunter2"}}}
        """#

    private let expected: [String: String] = [
        "Octopus.WebPortal.ForceSSL": "true",
        "Octopus.WebPortal.ListenPrefixes": "http://h:80,https://h:443",
        "Octopus.WebPortal.HttpStrictTransportSecurityMaxAge": "31536000",
        "Octopus.Communications.ServicesPort": "10943",
        "Octopus.Server.TaskCap": "5",
        "Octopus.Server.MaintenanceMode": "false",
        "Octopus.UsernamePassword.IsEnabled": "true",
    ]

    private func read(_ text: String) throws -> [String: String] {
        guard case .object(let members) = try ShowConfiguration.read(text) else {
            Issue.record("no object")
            return [:]
        }
        return members.compactMapValues { $0.text("") }
    }

    @Test func aHierarchyIsMadeFlatWithoutBlanksAndSecrets() throws {
        #expect(try read(hierarchy) == expected)
    }

    @Test func flatJSONIsTheSame() throws {
        let text = #"""
            {
              "Octopus.Communications.ServicesPort": "10943",
              "Octopus.Okta.ClientSecret": "hunter2",
              "Octopus.Proxy.ProxyHost": "",
              "Octopus.Server.MaintenanceMode": "False",
              "Octopus.Server.TaskCap": "5",
              "Octopus.Storage.ExternalDatabaseConnectionString": "Data Source=db;Password=hunter2",
              "Octopus.UsernamePassword.IsEnabled": "True",
              "Octopus.WebPortal.ForceSSL": "True",
              "Octopus.WebPortal.HttpStrictTransportSecurityMaxAge": "31536000",
              "Octopus.WebPortal.ListenPrefixes": "http://h:80,https://h:443"
            }
            """#
        #expect(try read(text) == expected)
    }

    @Test func markupAndConfigurationFilesAreTheSame() throws {
        let text = """
            <?xml version="1.0" encoding="utf-8"?>
            <octopus-settings xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance'>
              <set key="Octopus.Communications.ServicesPort">10943</set>
              <!-- <set key="Octopus.Home">/old</set> -->
              <set key="Octopus.Proxy.ProxyHost" />
              <set key="Octopus.Proxy.ProxyPort"></set>
              <set key="Octopus.Server.MaintenanceMode">false</set>
              <set key="Octopus.Server.TaskCap">5</set>
              <set key="Octopus.Storage.MasterKey">aGVsbG8=</set>
              <set key="Octopus.UsernamePassword.IsEnabled">true</set>
              <set key="Octopus.WebPortal.ForceSsl">true</set>
              <set key="Octopus.WebPortal.HttpStrictTransportSecurityMaxAge">31536000</set>
              <set key="Octopus.WebPortal.ListenPrefixes">http://h:80,https://h:443</set>
            </octopus-settings>
            """
        #expect(try read(text) == expected)
        #expect(try read(text.replacing("\n", with: "\r\n")) == expected)
    }

    @Test func entitiesInMarkupAreTexts() throws {
        let text = """
            <octopus-settings><set key="Octopus.A&amp;B">&lt;a&gt; &quot;b&quot; &#39;c&#x41; <![CDATA[<d>&amp;]]></set></octopus-settings>
            """
        #expect(try read(text) == ["Octopus.A&B": "<a> \"b\" 'cA <d>&amp;"])
        #expect(try read("<octopus-settings />") == [:])
    }

    @Test func junkInFrontDoesNotCount() throws {
        let junk = """
            Migrating OctopusServer instance from registry - OctopusServer
            2019-03-01 WARN  Could not bind {0} to {"Octopus": "no", "a": [1, {"Octopus.Home": ] }
               at System.String.Format(String format, Object arg0) in {file}: {"level":"warn","message":"{}"}

            """
        #expect(try read(junk + hierarchy) == expected)
        #expect(
            try read(junk + hierarchy + "\nThese changes require a restart of the Octopus Server.\n")
                == expected)
        #expect(
            try read("{{{ oops\n<octopus-settings><set key='Octopus.Home'>/o</set></octopus-settings>") == [
                "Octopus.Home": "/o"
            ])
    }

    @Test func theSameTwiceIsOnceAndTwoThatDifferAreRefused() throws {
        #expect(try read(hierarchy + "\n" + hierarchy) == expected)
        let other = hierarchy.replacing("31536000", with: "3600")
        #expect(throws: HostError.self) { try read(hierarchy + other) }
    }

    @Test func listsOfTentacleAreNumbered() throws {
        let text = #"""
            {"Octopus":{"Home":"/etc/octopus"},"Tentacle":{"CertificateThumbprint":"AB","Certificate":"MIIK",
            "Communication":{"TrustedOctopusServers":[{"Thumbprint":"CD","CommunicationStyle":1,"Address":null}]}}}
            """#
        #expect(
            try read(text) == [
                "Octopus.Home": "/etc/octopus", "Tentacle.CertificateThumbprint": "AB",
                "Tentacle.Communication.TrustedOctopusServers.0.Thumbprint": "CD",
                "Tentacle.Communication.TrustedOctopusServers.0.CommunicationStyle": "1",
            ])
    }

    @Test func secretsUnderAnyNameAreDropped() throws {
        let secrets = [
            "Server=db;Uid=sa;Pwd=hunter2", "API-HUNTER2HUNTER2HUNTER2", "https://user:hunter2@proxy:80",
            "redis:6379,password = hunter2", "-----BEGIN PRIVATE KEY-----hunter2",
        ]
        for secret in secrets {
            #expect(try read(#"{"Octopus":{"Home":"/o","Other":"\#(secret)"}}"#) == ["Octopus.Home": "/o"])
        }
        for name in [
            "SessionCookie", "LdapPassword", "ApiKey", "LicenceText", "ClientSecret", "AccessToken",
            "X.Certificate",
        ] {
            #expect(
                try read(#"{"Octopus.Home":"/o","Octopus.\#(name)":"12345"}"#) == ["Octopus.Home": "/o"],
                "\(name)")
        }
    }

    @Test func whatIsCutOffOrSomethingElseIsToldWithoutRepeatingIt() throws {
        let markup = "<octopus-settings><set key=\"Octopus.P\">Password=hunter2</set></octopus-settings>"
        let texts =
            (0..<hierarchy.utf8.count).map { String(decoding: hierarchy.utf8.prefix($0), as: UTF8.self) }
            + (0..<markup.utf8.count).map { String(decoding: markup.utf8.prefix($0), as: UTF8.self) }
            + ["", "{}", "[]", "Instance hunter2 has not been configured", #"{"password":"hunter2"}"#]
        for text in texts {
            let error = #expect(throws: HostError.self) { try ShowConfiguration.read(text) }
            #expect(error?.description.contains("hunter2") == false)
        }
    }

    @Test func whatARealServerPrintedIsRead() throws {
        guard let bytes = Fixture.bytes("cli/show-configuration.json-hierarchical.2019.json") else {
            return
        }
        let text = try #require(String(validating: bytes, as: UTF8.self))
        let settings = try read("NLog {junk}\n" + text)
        #expect(settings["Octopus.WebPortal.ForceSSL"] == "true")
        #expect(settings["Octopus.BuiltInWorker.CustomAccountUserName"] == "svcScriptRunner")
        #expect(settings["Octopus.Watchdog.Instances"] == "*")
        #expect(settings["Octopus.Home"] == #"C:\Octopus"#)
        #expect(settings["Octopus.BuiltInWorker.CustomAccountDomain"] == nil)
        let values = settings.values.joined() + settings.keys.joined()
        for secret in ["SuperSecr3t", "OBFUSCATEDLICENCE", "ConnectionString"] {
            #expect(!values.contains(secret))
        }
    }
}
