/// A policy with every way of writing that is allowed.
let realisticPolicy = """
    # yaml-language-server: $schema=holdfast.schema.json
    holdfast: 1
    policy: prod-linux
    title: Octopus production, container behind nginx
    extends: ["bundled:octopus-checkup@1", base/networks.yaml]
    target: { host: local }
    variables: { hostname: octopus2.corp.example, größe: 'mittel' }
    networks:
      management: [10.20.9.0/24]
      workers:
      - 10.30.0.0/22
    controls:
      exposure:
        certificate:
          severity: critical
          why: >-
            Somebody who stands between
            reads every password — ünder way.
          certificate:
            names: ["${hostname}"]
            acme: { directory: lets-encrypt, email: ops@corp.example }
      network:
        firewall:
          severity: high
          firewall:
            inbound:
              rules:
                - { allow: [ssh], from: management }
                - { allow: [tcp/10943], from: workers, because: "polling, Tentacles" }
        motd:
          file:
            path: /etc/motd
            mode: "0644"
            content: |
              # line one

                indented \\ line
              \tlast
            then: []
            nothing:
    remove:
      lets-encrypt: { because: a cluster cannot use it }

    """
