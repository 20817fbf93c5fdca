extension HostObserving {
    /// As `image(of:)`, for what is recorded or compared with a record: an error where a part is kept from this user.
    func wholeImage(of subject: Subject) async throws(HostError) -> Image {
        let image = try await image(of: subject)
        if case .account(let account) = image, account.password == .unread, case .account(let name) = subject
        {
            throw .unreadPassword(of: name)
        }
        return image
    }
}
