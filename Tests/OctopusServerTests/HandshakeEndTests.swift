import Testing

@testable import Probes

/// How a handshake ends tells whether an endpoint speaks a version, or only not with us.
@Suite struct HandshakeEndTests {
    @Test(arguments: [
        (
            "handshakeFailed(sslError([error:10000410:SSL routines:OPENSSL_internal:SSLV3_ALERT_HANDSHAKE_FAILURE]))",
            true
        ),
        ("error:10000438:SSL routines:OPENSSL_internal:TLSV1_ALERT_INTERNAL_ERROR", true),
        ("error:1000042e:SSL routines:OPENSSL_internal:TLSV1_ALERT_PROTOCOL_VERSION", false),
        ("error:100000f0:SSL routines:OPENSSL_internal:UNSUPPORTED_PROTOCOL", false),
        ("uncleanShutdown", false), ("", false),
    ]) func whatTheLibrarySaysIsTakenApart(_ complaint: String, _ isAboutMore: Bool) {
        #expect(HandshakeTry.isAboutMoreThanTheVersion(complaint) == isAboutMore)
    }
}
