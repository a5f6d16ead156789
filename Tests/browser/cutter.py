"""A line that can be cut: a proxy before the server, which a page takes for the server itself."""

import socket
import threading

HEAD_MAX = 16_384


class Cutter:
    """Passes bytes both ways until `cut`; refuses until `mend`. Names of hosts are those the server knows."""

    def __init__(self, port):
        self.server = port
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.lock = threading.Lock()
        self.links = set()
        self.is_cut = False
        threading.Thread(target=self.accept, daemon=True).start()

    def cut(self):
        with self.lock:
            self.is_cut = True
            for link in self.links:
                try:
                    link.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass  # The other side was quicker.

    def mend(self):
        self.is_cut = False

    def close(self):
        self.cut()
        self.listener.close()

    def accept(self):
        while True:
            try:
                near, _ = self.listener.accept()
            except OSError:
                return
            if self.is_cut:
                near.close()
            else:
                threading.Thread(target=self.serve, args=(near,), daemon=True).start()

    def serve(self, near):
        try:
            far = socket.create_connection(("127.0.0.1", self.server), timeout=5)
        except OSError:
            near.close()
            return
        far.settimeout(None)
        with self.lock:
            self.links |= {near, far}
        threading.Thread(target=self.pump, args=(far, near), daemon=True).start()
        try:
            far.sendall(self.renamed(near))
        except OSError:
            pass  # `pump` sees the end, too.
        self.pump(near, far)
        with self.lock:
            self.links -= {near, far}

    def renamed(self, near):
        """The first head. A request after it on the same connection would go by our name, so there is none."""
        head = b""
        while b"\r\n\r\n" not in head and len(head) < HEAD_MAX:
            piece = near.recv(4096)
            if not piece:
                break
            head += piece
        head = head.replace(b"127.0.0.1:%d" % self.port, b"127.0.0.1:%d" % self.server)
        return head.replace(b"Connection: keep-alive", b"Connection: close")

    @staticmethod
    def pump(source, target):
        try:
            while piece := source.recv(65_536):
                target.sendall(piece)
        except OSError:
            pass  # It was cut.
        for end in (source, target):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass  # It is closed.
