/// How the server sends mail.
extension SimulatorState {
    /// In the shape of 2019, or in that of a client of 2026, which knows several kinds of credentials.
    var mail: Wire {
        let links: Wire = [
            "Self": link("/api/smtpconfiguration"),
            "IsConfigured": link("/api/smtpconfiguration/isconfigured"),
        ]
        let host: Wire = isHardened ? "smtp.example.com" : nil
        let login: Wire = isHardened ? "octopus" : nil
        let common: Wire = [
            "Id": "smtp", "SmtpHost": host, "SmtpPort": .number(isHardened ? 587 : 25),
            "SendEmailFrom": isHardened ? "octopus@example.com" : nil,
        ]
        guard version.isAtLeast(2024, 1) else {
            return common.adding([
                "SmtpLogin": login, "EnableSsl": .bool(isHardened),
                "SmtpPassword": secret(isSet: isHardened), "NewSmtpPassword": .optional(canary),
                "Links": links,
            ])
        }
        return common.adding([
            "EnableSsl": .bool(isHardened), "Timeout": 12000,
            "Details": [
                "CredentialType": "UsernamePassword", "SmtpLogin": login,
                "SmtpPassword": secret(isSet: isHardened),
            ], "Links": links,
        ])
    }
}
