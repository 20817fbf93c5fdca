/// Looks at endpoints from outside, over the network, as their users do. Changes nothing.
package protocol OutsideLooking: Sendable {
    /// `nil` where nothing listens.
    func handshake(_ question: TLSQuestion) async throws(HostError) -> Handshake?
    /// `nil` where nothing listens.
    func reply(to question: WebQuestion) async throws(HostError) -> WebReply?
}
