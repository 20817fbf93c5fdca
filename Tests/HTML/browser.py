"""A browser without a window, which reaches nothing but a server of this test, on loopback."""

import http.server
import os
import pathlib
import subprocess
import threading


class Server:
    """Serves pages by name, and remembers who asked for what."""

    def __init__(self, pages):
        self.asked = []
        server = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                server.asked.append(self.headers.get("Host", "").split(":")[0] + self.path)
                body = pages.get(self.path.strip("/"), b"")
                self.send_response(200 if body else 404)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.http.server_address[1]
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    def url(self, name):
        return f"http://127.0.0.1:{self.port}/{name}"


class Browser:
    """Chromium, for one page at a time. Whatever host a page asks for is the server of this test."""

    def __init__(self, work, server):
        self.work = pathlib.Path(work)
        self.arguments = [
            "chromium", "--headless", "--disable-gpu", "--hide-scrollbars", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--disable-dev-shm-usage", "--disable-features=NetworkTimeServiceQuerying", "--virtual-time-budget=3000", f"--user-data-dir={self.work}/browser",
            f"--host-resolver-rules=MAP * 127.0.0.1:{server.port}, EXCLUDE 127.0.0.1",
        ]
        if os.geteuid() == 0:
            # Chromium's sandbox refuses root; what is shown to it is our own.
            self.arguments.append("--no-sandbox")

    def run(self, url, *arguments):
        answer = subprocess.run(
            self.arguments + list(arguments) + [url], capture_output=True, text=True, timeout=120, check=False,
            env={**os.environ, "HOME": str(self.work), "TMPDIR": str(self.work)})
        if answer.returncode != 0:
            raise SystemExit(f"check-html: chromium ended with {answer.returncode}:\n{answer.stderr}")
        return answer.stdout

    def document(self, url, *arguments):
        """The document as it is after the scripts ran."""
        return self.run(url, "--dump-dom", *arguments)

    def screenshot(self, url, name, *arguments):
        path = self.work / f"{name}.png"
        self.run(url, f"--screenshot={path}", "--window-size=1200,2600", *arguments)
        return path

    def printed(self, url, *arguments):
        """The text on the paper."""
        path = self.work / "printed.pdf"
        self.run(url, f"--print-to-pdf={path}", *arguments)
        return subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True).stdout
