/// A request over HTTP that only looks.
package struct WebQuestion: Hashable, Sendable, Codable {
    package enum Method: String, Hashable, Sendable, Codable {
        case get = "GET"
        case head = "HEAD"
    }

    package var method: Method
    /// With `http` or `https`; without user information.
    package var url: String

    package init(_ method: Method = .get, _ url: String) {
        self.method = method
        self.url = url
    }
}

/// The answer to it. Redirects are not followed: they are what is asked about.
package struct WebReply: Hashable, Sendable, Codable {
    package struct Header: Hashable, Sendable, Codable {
        /// In lower case.
        package var name: String
        package var value: String

        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    package var status: Int
    /// In the order sent; never `set-cookie`'s value, which may be a session.
    package var headers: [Header]
    /// The address here from which it was looked.
    package var from: String

    package init(status: Int, headers: [Header], from: String) {
        self.status = status
        self.headers = headers
        self.from = from
    }

    /// The values of a header, by its name in lower case, joined as RFC 9110, 5.3 allows; `nil` where it was not sent.
    package subscript(name: String) -> String? {
        let values = headers.filter { $0.name == name }.map(\.value)
        return values.isEmpty ? nil : values.joined(separator: ", ")
    }
}
