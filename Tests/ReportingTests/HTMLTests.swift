import Convergence
import Crypto
import FoundationEssentials
import Testing

@testable import Reporting

/// The page, as far as that can be told without a browser; Tests/HTML has the rest.
struct HTMLTests {
    private static func digest(_ text: String) -> String {
        "sha256-" + Data(SHA256.hash(data: Data(text.utf8))).base64EncodedString()
    }

    @Test func thePolicyOfThePageNamesItsOwnStyleAndScript() {
        #expect(HTMLStyle.digest == Self.digest(HTMLStyle.text))
        #expect(HTMLScript.digest == Self.digest(HTMLScript.text))
    }

    /// An element begins only where the page itself begins one.
    @Test func noValueOfSomebodyElseIsMarkup() {
        for report in [Sample.checkup(), Sample.plan(), Sample.apply()] {
            let page = render(report, as: .html, style: TextStyle(verbosity: .verbose))
            #expect(page.components(separatedBy: "<script").count == 2)
            #expect(page.components(separatedBy: "<style").count == 2)
            for name in ["<img", "<textarea", "<iframe", "<link", "<object", "<base"] {
                #expect(!page.contains(name), "\(name)")
            }
        }
    }

    @Test func whatCanStandInAnAttributeCannotEndIt() {
        let written = HTML.written([("title", "a\" onclick=\"x<>&'\u{202e}\n")])
        #expect(written == " title=\"a&quot; onclick=&quot;x&lt;&gt;&amp;'\\u{202e}\\u{a}\"")
    }

    @Test func everyControlStandsThereOnceWithWhatItIs() {
        let report = Sample.checkup()
        let page = render(report, as: .html)
        for result in report.results {
            #expect(page.components(separatedBy: " id=\"c-\(result.id)\"").count == 2)
        }
        #expect(page.contains(">in Configuration, Settings, Web Portal set HSTS to enabled<"))
        #expect(page.contains("aria-label=\"Score 21 of 100\""))
    }
}
